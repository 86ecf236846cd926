import type {RequestAnswer, Watch, WatchRequest} from '../watch/index.ts';

/** Every way from here to a cluster. */
export type Reach = Pick<Watch, 'ask'>;
export type Ask = WatchRequest;
export type Reply = RequestAnswer;

export type Live =
  /** `object` is undefined where there is none of that name. */
  {readonly type: 'known'; readonly object: unknown} | {readonly type: 'unknown'; readonly reason: string};

/** Reads one object as it is now. */
export async function readLive(
  reach: Reach,
  context: string,
  path: string,
  signal: AbortSignal,
): Promise<Live> {
  const reply = await reach.ask(context, {verb: 'GET', path}, signal);
  if (reply.type === 'lost') return {type: 'unknown', reason: reply.reason};
  if (reply.status === 404) return {type: 'known', object: undefined};
  if (reply.status >= 200 && reply.status < 300) return {type: 'known', object: reply.body};
  return {type: 'unknown', reason: statusReasons(reply.status, reply.body).join('; ')};
}

/** What a `Status` answer says, a sentence each: its causes where it names them, else its message. */
export function statusReasons(status: number, body: unknown): readonly string[] {
  const {message, details} = (body ?? {}) as {
    message?: unknown;
    details?: {causes?: readonly {field?: unknown; message?: unknown}[]};
  };
  const causes = (Array.isArray(details?.causes) ? details.causes : [])
    .filter(({field}) => typeof field === 'string' && field !== '')
    .map(({field, message: text}) => `${String(field)}: ${String(text)}`);
  if (causes.length > 0) return causes;
  return [typeof message === 'string' && message !== '' ? message : `HTTP ${status}`];
}
