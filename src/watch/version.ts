import type {Version} from '../fleet/index.ts';

/** What `/version` says; undefined when it is not a Kubernetes version. */
export function versionOf(body: unknown): Version | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const {gitVersion, major, minor, emulationMajor, emulationMinor} = body as Readonly<
    Record<string, unknown>
  >;
  if (typeof gitVersion !== 'string') return undefined;
  if (typeof emulationMajor !== 'string' || typeof emulationMinor !== 'string') return {git: gitVersion};
  const emulated = `${emulationMajor}.${emulationMinor}`;
  return emulated === `${major}.${minor}` ? {git: gitVersion} : {git: gitVersion, emulated};
}
