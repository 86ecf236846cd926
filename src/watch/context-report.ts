import type {ConnectionCounters} from '../kube/index.ts';
import type {ContextReport} from './watch.ts';

/** What the connections of a context have cost. */
export type Spending = Pick<
  ContextReport,
  'requests' | 'socketsMade' | 'bytesReceived' | 'bytesDecoded' | 'retries'
>;

export const nothingSpent: Spending = {
  requests: 0,
  socketsMade: 0,
  bytesReceived: 0,
  bytesDecoded: 0,
  retries: 0,
};

/** With what one more connection has cost. */
export function spentWith(
  past: Spending,
  {requests, socketsMade, bytesReceived, bytesDecoded}: ConnectionCounters,
  retries: number,
): Spending {
  return {
    requests: past.requests + requests,
    socketsMade: past.socketsMade + socketsMade,
    bytesReceived: past.bytesReceived + bytesReceived,
    bytesDecoded: past.bytesDecoded + bytesDecoded,
    retries: past.retries + retries,
  };
}

/** Of a context whose entry cannot be used. */
export function nothingReported(context: string): ContextReport {
  return {context, server: '', socketsOpen: 0, ...nothingSpent, objects: {}};
}
