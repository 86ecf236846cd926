import {type Connection, KubeError, mayHaveArrived} from '../kube/index.ts';
import type {RequestAnswer, WatchRequest} from './watch.ts';

/** One request and what the server says to it, yes or no. Never rejects. */
export async function requestAnswer(
  connection: Connection,
  request: WatchRequest,
  signal: AbortSignal,
): Promise<RequestAnswer> {
  try {
    const {status, body, warnings} = await connection.answer({...request, signal});
    return {type: 'answered', status, body, warnings};
  } catch (error) {
    if (!(error instanceof KubeError)) {
      return {type: 'lost', reason: 'unexpected: the answer could not be read', isSent: true};
    }
    return {type: 'lost', reason: error.message, isSent: mayHaveArrived(error)};
  }
}
