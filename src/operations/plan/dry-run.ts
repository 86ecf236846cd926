import {type Ask, type Reach, type Reply, readLive, statusReasons} from '../reach.ts';
import type {Body, Plan, Verdict, Write, WriteStep} from './plan.ts';
import {resolveReferences} from './references.ts';
import {conflictOf, isWritten, requestOf} from './writing.ts';

export interface Try {
  readonly plan: Plan;
  readonly step: WriteStep;
  readonly write: Write;
  /** Ids of the steps that are not done yet. */
  readonly open: ReadonlySet<string>;
  readonly reach: Reach;
  readonly signal: AbortSignal;
}

export interface Tried {
  readonly verdict: Verdict;
  /** The object as it was found; undefined where there is none, or it could not be read. */
  readonly live?: unknown;
  /** What would be sent, references resolved; set for `ok` alone. Holds secrets. */
  readonly body?: Body;
}

/**
 * Has the server judge a write without doing it. What an open step has yet to make (a namespace, a kind, a token) is told
 * as `after` that step and not as a refusal.
 */
export async function tryWrite({plan, step, write, open, reach, signal}: Try): Promise<Tried> {
  const context = contextOf(plan, step.on);
  const earlier = step.needs.findLast((id) => open.has(id));
  const live = await readLive(reach, context, write.path, signal);
  if (live.type === 'unknown') return {verdict: {type: 'unknown', reason: live.reason}};
  const resolved = await resolveBody(plan, write, reach, signal);
  if (resolved.type === 'unknown') return {verdict: resolved};
  if (resolved.type === 'missing') return {verdict: notYet(earlier, resolved.reason)};
  const {body} = resolved;
  const {object} = live;
  if (isWritten(write, body, object)) return {verdict: {type: 'done'}, live: object};
  const conflict = conflictOf(write, object);
  if (conflict !== undefined) return {verdict: refused([conflict])};
  const judged = await judge(write, body, object, (ask) => reach.ask(context, ask, signal));
  if (judged.verdict.type === 'ok') return {verdict: judged.verdict, live: object, body};
  const isMissing = judged.status === 404 && earlier !== undefined;
  return {verdict: isMissing ? {type: 'after', step: earlier} : judged.verdict};
}

export function contextOf(plan: Plan, on: string): string {
  const place = plan.places[on];
  if (place === undefined) throw new Error(`plan ${plan.id} names no place ${on}`);
  return place.context;
}

interface Judged {
  readonly verdict: Verdict;
  readonly status?: number;
}

/**
 * `Strict` names every unknown field and looks no further; only then is `Ignore` asked for everything else, so that a
 * person sees all faults at once. Server-side apply answers an unknown field with 500 whatever is asked for.
 */
async function judge(
  write: Write,
  body: Body,
  live: unknown,
  ask: (ask: Ask) => Promise<Reply>,
): Promise<Judged> {
  const strict = await ask(requestOf(write, body, {fieldValidation: 'Strict', isDryRun: true, live}));
  if (strict.type === 'lost') return {verdict: {type: 'unknown', reason: strict.reason}};
  const {status, warnings} = strict;
  if (status < 300) return {verdict: {type: 'ok', warnings}, status};
  const reasons = statusReasons(status, strict.body);
  if (status !== 400) return {verdict: refused(reasons, warnings), status};
  const ignore = await ask(requestOf(write, body, {fieldValidation: 'Ignore', isDryRun: true, live}));
  const others =
    ignore.type === 'answered' && ignore.status >= 300 ? statusReasons(ignore.status, ignore.body) : [];
  return {
    verdict: refused([...reasons, ...others.filter((other) => !reasons.includes(other))], warnings),
    status,
  };
}

type ResolvedBody =
  | {readonly type: 'resolved'; readonly body: Body}
  | {readonly type: 'missing'; readonly reason: string}
  | {readonly type: 'unknown'; readonly reason: string};

async function resolveBody(
  plan: Plan,
  write: Write,
  reach: Reach,
  signal: AbortSignal,
): Promise<ResolvedBody> {
  const wanted = wantedOf(write);
  const lost: string[] = [];
  const read = async (on: string, path: string): Promise<unknown> => {
    const live = await readLive(reach, contextOf(plan, on), path, signal);
    if (live.type === 'known') return live.object;
    lost.push(live.reason);
    return undefined;
  };
  const resolved = await resolveReferences(wanted, read);
  const [reason] = lost;
  if (reason !== undefined) return {type: 'unknown', reason};
  if (resolved.type === 'missing') return resolved;
  return {type: 'resolved', body: resolved.value as Body};
}

function wantedOf(write: Write): Body {
  switch (write.type) {
    case 'create':
    case 'apply':
      return write.object;
    case 'change':
      return write.patch;
    case 'element':
      return write.wanted ?? {};
    case 'delete':
      return {};
  }
}

function notYet(earlier: string | undefined, reason: string): Verdict {
  return earlier === undefined ? refused([reason]) : {type: 'after', step: earlier};
}

function refused(reasons: readonly string[], warnings: readonly string[] = []): Verdict {
  return {type: 'refused', reasons, warnings};
}
