import {type Connection, type Failure, KubeError, type KubeRequest} from '../../src/kube/index.ts';

/** What a scripted connection answers to one request; a string is sent as it is, an object as a line of JSON. */
export type Answer =
  | {readonly failure: Failure}
  | {
      readonly lines: readonly unknown[];
      /** Stays open after the lines until it is aborted. */
      readonly staysOpen?: boolean;
      /** Its headers come when `open` is called. */
      readonly opensLate?: boolean;
      /** Breaks with this after the lines. */
      readonly breaks?: Failure;
      readonly contentType?: string;
      readonly hasIgnoredGzip?: boolean;
    };

export interface ScriptedConnection extends Connection {
  readonly requests: KubeRequest[];
  /** Sends another line on the stream opened last. */
  say(line: unknown): void;
  /** Breaks it. */
  break(failure: Failure): void;
  /** Sends the headers that were held back. */
  open(): void;
}

/** A connection whose every answer is chosen by the test. */
export function scriptedConnection(
  answer: (request: KubeRequest, index: number) => Answer,
): ScriptedConnection {
  const requests: KubeRequest[] = [];
  let say = (_: unknown): void => {};
  let breakOff = (_: Failure): void => {};
  const late = Promise.withResolvers<void>();
  const error = (request: KubeRequest, failure: Failure): KubeError =>
    new KubeError(`scripted ${failure.type}`, {context: 'scripted', failure, path: request.path});
  return {
    context: 'scripted',
    counters: {requests: 0, socketsOpen: 0, socketsMade: 0, bytesReceived: 0, bytesDecoded: 0},
    lastHeard: 0,
    clockOffset: 0,
    requests,
    say: (line) => say(line),
    break: (failure) => breakOff(failure),
    open: () => late.resolve(),
    json: () => Promise.reject(new Error('not used here')),
    answer: () => Promise.reject(new Error('not used here')),
    reset() {},
    close: () => Promise.resolve(),
    async stream(request) {
      requests.push(request);
      const chosen = answer(request, requests.length - 1);
      if ('failure' in chosen) throw error(request, chosen.failure);
      if (chosen.opensLate) {
        request.signal.addEventListener('abort', () => late.resolve(), {once: true});
        await late.promise;
      }
      const queue: unknown[] = [...chosen.lines];
      let wake = (): void => {};
      say = (line) => {
        queue.push(line);
        wake();
      };
      let broken = 'breaks' in chosen ? chosen.breaks : undefined;
      breakOff = (failure) => {
        broken = failure;
        wake();
      };
      request.signal.addEventListener('abort', () => wake(), {once: true});
      async function* body(): AsyncGenerator<Uint8Array> {
        while (true) {
          if (request.signal.aborted) throw error(request, {type: 'aborted'});
          while (queue.length > 0) {
            const next = queue.shift();
            yield Buffer.from(typeof next === 'string' ? next : `${JSON.stringify(next)}\n`);
          }
          if (broken) throw error(request, broken);
          if (!('staysOpen' in chosen) || !chosen.staysOpen) return;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
      const {contentType = 'application/json', hasIgnoredGzip = false} = chosen;
      return {status: 200, contentType, isCompressed: !hasIgnoredGzip, hasIgnoredGzip, body: body()};
    },
  };
}
