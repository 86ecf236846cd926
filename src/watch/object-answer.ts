import type {Resource} from '../kinds/index.ts';
import {type Connection, KubeError, readObject} from '../kube/index.ts';
import type {ObjectAnswer} from './watch.ts';

/** One object as its server has it. Never rejects. */
export async function objectAnswer(
  connection: Connection,
  resource: Resource,
  object: {readonly namespace: string; readonly name: string},
  signal: AbortSignal,
): Promise<ObjectAnswer> {
  try {
    return {type: 'object', object: await readObject(connection, resource, object, signal)};
  } catch (error) {
    if (!(error instanceof KubeError)) return {type: 'failed', reason: 'unexpected: it could not be read'};
    const status = error.failure.type === 'http' ? error.failure.status : undefined;
    return {type: 'failed', reason: error.message, ...(status !== undefined && {status})};
  }
}
