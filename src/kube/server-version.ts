/** What a server says it is; `emulated` is `1.34` where it emulates another minor than its own. */
export interface ServerVersion {
  readonly git: string;
  readonly emulated?: string;
}

/** Reads the answer to `/version`; undefined when it is not that of a Kubernetes API server. */
export function versionOf(body: unknown): ServerVersion | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const {gitVersion, major, minor, emulationMajor, emulationMinor} = body as Record<string, unknown>;
  if (typeof gitVersion !== 'string') return undefined;
  if (typeof emulationMajor !== 'string' || typeof emulationMinor !== 'string') return {git: gitVersion};
  const emulated = `${emulationMajor}.${emulationMinor}`;
  return emulated === `${String(major)}.${String(minor)}` ? {git: gitVersion} : {git: gitVersion, emulated};
}
