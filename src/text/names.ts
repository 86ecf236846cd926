/**
 * Short display names of kubeconfig contexts, by full name: what EKS and GKE put in front of a cluster's own name
 * (`arn:…:cluster/`, `gke_PROJECT_ZONE_`) is dropped, except where two would then read the same: those stay whole.
 */
export function shortenContextNames(names: readonly string[]): ReadonlyMap<string, string> {
  const uses = new Map<string, number>();
  for (const name of new Set(names)) {
    const short = shorten(name);
    uses.set(short, (uses.get(short) ?? 0) + 1);
  }
  const shortened = new Map<string, string>();
  for (const name of names) {
    const short = shorten(name);
    shortened.set(name, uses.get(short) === 1 ? short : name);
  }
  return shortened;
}

function shorten(name: string): string {
  return /^arn:[^/]*:cluster\/(.+)$/.exec(name)?.[1] ?? /^gke_[^_]+_[^_]+_(.+)$/.exec(name)?.[1] ?? name;
}
