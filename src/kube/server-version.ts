import type {Connection} from './connection.ts';
import {KubeError} from './errors.ts';

/** What a server says it is; `emulated` is `1.34` where it emulates another minor than its own. */
export interface ServerVersion {
  readonly git: string;
  readonly emulated?: string;
}

/**
 * Asks `/version`. Undefined where the server has none (Cluster API's in-memory servers), or answers something else.
 * @throws KubeError for anything but a 404.
 */
export async function readVersion(
  connection: Connection,
  signal: AbortSignal,
): Promise<ServerVersion | undefined> {
  try {
    return parseVersion(await connection.json({verb: 'GET', path: '/version', signal}));
  } catch (error) {
    if (error instanceof KubeError && error.failure.type === 'http' && error.failure.status === 404)
      return undefined;
    throw error;
  }
}

function parseVersion(body: unknown): ServerVersion | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const {gitVersion, major, minor, emulationMajor, emulationMinor} = body as Record<string, unknown>;
  if (typeof gitVersion !== 'string') return undefined;
  if (typeof emulationMajor !== 'string' || typeof emulationMinor !== 'string') return {git: gitVersion};
  const emulated = `${emulationMajor}.${emulationMinor}`;
  return emulated === `${String(major)}.${String(minor)}` ? {git: gitVersion} : {git: gitVersion, emulated};
}
