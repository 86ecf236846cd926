import type {Connection} from './connection.ts';
import type {ResourcePath} from './reflector.ts';
import {resourcePath} from './resource-path.ts';

/**
 * One object as the server has it, every field, in its JSON shape. `namespace` is ignored for cluster-scoped kinds.
 * @throws KubeError; status 404 when there is no such object.
 */
export function readObject(
  connection: Connection,
  resource: ResourcePath,
  {namespace, name}: {readonly namespace: string; readonly name: string},
  signal: AbortSignal,
): Promise<unknown> {
  return connection.json({verb: 'GET', path: resourcePath(resource, namespace, name), signal});
}
