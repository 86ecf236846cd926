import {firstBytes} from './answer-body.ts';
import {answerFailure, webPage} from './answer-failure.ts';
import type {ConnectionOptions, KubeRequest} from './connection.ts';
import {ConnectError} from './connector.ts';
import {KubeError} from './errors.ts';
import type {Asked} from './transport-failure.ts';
import type {Wire, WireAnswer} from './wire.ts';

// undici replays a request once after a GOAWAY; two of its refusals in a row are bad luck, more are a fault.
const attemptsOfGet = 3;

const maxErrorBody = 64 * 1024;

/**
 * Asks until there is an answer worth having: once more after a 401, and where a GET died before its headers.
 * @throws KubeError for anything but a 2xx of an API server.
 */
export async function ask(
  wire: Wire,
  {credentials, clock}: ConnectionOptions,
  asked: Asked,
  request: KubeRequest,
  signal: AbortSignal,
): Promise<WireAnswer> {
  let isRenewed = false;
  let isReloaded = false;
  for (let attempt = 1; ; attempt++) {
    const identity = await credentials.current(signal);
    let answer: WireAnswer;
    try {
      answer = await wire.send(asked, request, identity, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      if (isTls(error) && !isReloaded && (await wire.reload(identity))) {
        isReloaded = true;
        continue;
      }
      if (request.verb === 'GET' && attempt < attemptsOfGet && isInterrupted(error)) continue;
      throw error;
    }
    if (answer.status >= 200 && answer.status < 300) {
      await assertNoWebPage(asked, answer);
      return answer;
    }
    const body = await firstBytes(answer.body, maxErrorBody);
    if (answer.status === 401 && !isRenewed) {
      isRenewed = true;
      const [isFresh, isChanged] = [await credentials.refused(identity), await wire.reload(identity)];
      if (isFresh || isChanged) continue;
    }
    throw answerFailure(asked, {...answer, body}, clock.now());
  }
}

function isTls(error: unknown): boolean {
  return error instanceof KubeError && error.failure.type === 'tls';
}

/** Whether the connection went away under a request whose answer had not begun: a GOAWAY, a restart, a stale socket. */
function isInterrupted(error: unknown): boolean {
  return error instanceof KubeError && error.failure.type === 'tcp' && !(error.cause instanceof ConnectError);
}

async function assertNoWebPage(asked: Asked, answer: WireAnswer): Promise<void> {
  if (answer.contentType !== 'text/html') return;
  const text = new TextDecoder().decode(await firstBytes(answer.body, maxErrorBody));
  throw new KubeError(
    `${webPage(asked.host, text)}. Check the address, and log in to what stands in front of it.`,
    {
      context: asked.context,
      failure: {type: 'garbled'},
      verb: asked.verb,
      path: asked.path,
    },
  );
}
