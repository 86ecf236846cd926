import type {Version} from './states.ts';

/** The parts of a server version that are compared; vendors' suffixes (`-eks-abc`, `-gke.100`, `+k3s1`) are dropped. */
export interface ParsedVersion {
  readonly major: number;
  readonly minor: number;
  /** Undefined where only a minor was given: `1.36`. */
  readonly patch?: number;
}

/** `v1.37.2`, `v1.34.1-eks-abc`, `1.36`, `1.33+` (as old GKE wrote minors). Undefined for anything else. */
export function parseVersion(text: string): ParsedVersion | undefined {
  const held = parsed.get(text);
  if (held !== undefined) return held === 'none' ? undefined : held;
  if (parsed.size >= mostParsed) parsed.clear();
  const version = read(text);
  parsed.set(text, version ?? 'none');
  return version;
}

/** The few versions of a fleet are looked at for every row of every frame. */
const parsed = new Map<string, ParsedVersion | 'none'>();
const mostParsed = 200;

function read(text: string): ParsedVersion | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,6}))?(?:[-+].*)?$/.exec(text.trim());
  if (!match) return undefined;
  const minor = {major: Number(match[1]), minor: Number(match[2])};
  return match[3] === undefined ? minor : {...minor, patch: Number(match[3])};
}

/** The version whose API is served: the emulated minor where there is one. */
export function apiVersion(version: Version): ParsedVersion | undefined {
  return parseVersion(version.emulated ?? version.git) ?? parseVersion(version.git);
}

/** `1.36`, as people speak of versions; undefined when the server's string cannot be read. */
export function minorOf(version: Version): string | undefined {
  const parsed = apiVersion(version);
  return parsed && minorText(parsed);
}

export function minorText(version: ParsedVersion): string {
  return `${version.major}.${version.minor}`;
}

/** Negative when `a` is older. A version without a patch equals every patch of its minor. */
export function compareVersions(a: ParsedVersion, b: ParsedVersion): number {
  const minors = compareMinors(a, b);
  if (minors !== 0 || a.patch === undefined || b.patch === undefined) return minors;
  return a.patch - b.patch;
}

/** Oldest and newest minor among these; undefined when none can be read. */
export function skewOf(versions: Iterable<Version>): {oldest: string; newest: string} | undefined {
  let oldest: ParsedVersion | undefined;
  let newest: ParsedVersion | undefined;
  for (const version of versions) {
    const parsed = apiVersion(version);
    if (!parsed) continue;
    if (!oldest || compareMinors(parsed, oldest) < 0) oldest = parsed;
    if (!newest || compareMinors(parsed, newest) > 0) newest = parsed;
  }
  return oldest && newest && {oldest: minorText(oldest), newest: minorText(newest)};
}

/** Two minors or more behind `newest` (`1.37`): beyond what upgrades one minor at a time repair in one step. */
export function isBehind(version: Version, newest: string): boolean {
  const own = apiVersion(version);
  const head = parseVersion(newest);
  if (!own || !head) return false;
  return own.major < head.major || (own.major === head.major && head.minor - own.minor >= 2);
}

function compareMinors(a: ParsedVersion, b: ParsedVersion): number {
  return a.major - b.major || a.minor - b.minor;
}
