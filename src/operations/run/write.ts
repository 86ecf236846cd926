import type {Clock} from '../../text/index.ts';
import type {Entry} from '../journal/entry.ts';
import {contextOf, tryWrite} from '../plan/dry-run.ts';
import {metadataOf} from '../plan/metadata.ts';
import type {Plan, Verdict, Write, WriteStep} from '../plan/plan.ts';
import {fieldManager, requestOf} from '../plan/writing.ts';
import {type Reach, statusReasons} from '../reach.ts';

export interface WriteOptions {
  readonly plan: Plan;
  readonly step: WriteStep;
  /** Index into the step's writes. */
  readonly index: number;
  /** An earlier run announced it and nobody knows what became of it. */
  readonly isUnsure: boolean;
  /** What the person has agreed to beyond the plan, after the run held for it. */
  readonly isAgreed: (text: string) => boolean;
  readonly reach: Reach;
  readonly clock: Clock;
  /** Ends waiting and trying again. A call that is under way is never cut off: nobody would know what it did. */
  readonly signal: AbortSignal;
  /** On disk when it returns. */
  append(entry: Entry): void;
  onProgress(text: string): void;
}

export type Written =
  | {readonly type: 'written'}
  /** Nothing more may start until a person has looked. `agree` is what they agree to by going on. */
  | {readonly type: 'held'; readonly reason: string; readonly agree?: string}
  | {readonly type: 'interrupted'};

/** How long a cluster that does not answer is asked again before the run holds, ms. */
const patience = 60_000;
/** Between two tries, ms; doubled up to the longest. */
const firstPause = 500;
const longestPause = 8_000;
/** Others may write the same object between our look and our call; as often as this in a row is a quarrel. */
const mostConflicts = 5;

/**
 * Does one write, once: looks whether it is done, has the server try it, announces it in the journal, sends it, and tells
 * the journal what became of it. Whatever a crash cuts off, doing it again leaves the same.
 */
export async function doWrite(options: WriteOptions): Promise<Written> {
  const {plan, step, index, reach, clock, signal, append, onProgress} = options;
  const write = step.writes[index];
  if (write === undefined) throw new Error(`step ${step.id} of plan ${plan.id} has no write ${index}`);
  const context = contextOf(plan, step.on);
  const tell = (outcome: Pick<Extract<Entry, {type: 'outcome'}>, 'result' | 'uid' | 'reason'>) =>
    append({type: 'outcome', at: clock.now(), step: step.id, write: index, ...outcome});
  let isUnsure = options.isUnsure;
  let conflicts = 0;
  const pauses = makePauses(clock, signal);
  for (;;) {
    onProgress('looking');
    const tried = await tryWrite({plan, step, write, open: new Set(), reach, signal: uncut});
    const {verdict, live, body} = tried;
    if (verdict.type === 'done') {
      tell(foundOrMade(write, isUnsure, live));
      return {type: 'written'};
    }
    if (verdict.type === 'unknown') {
      onProgress(`no answer: ${verdict.reason}`);
      if (await pauses.next()) continue;
      return signal.aborted ? {type: 'interrupted'} : {type: 'held', reason: unanswered(verdict.reason)};
    }
    if (verdict.type !== 'ok' || body === undefined) {
      return {
        type: 'held',
        reason: verdict.type === 'refused' ? verdict.reasons.join('; ') : 'it cannot be tried yet',
      };
    }
    const news = newsIn(verdict, plan.verdicts?.[step.id]?.[index]).find(
      (text) => !options.isAgreed(text) && !step.expected?.some((known) => text.startsWith(known)),
    );
    if (news !== undefined) {
      return {type: 'held', reason: `the server now warns: ${news}`, agree: news};
    }
    if (signal.aborted) return {type: 'interrupted'};
    append({type: 'intent', at: clock.now(), step: step.id, write: index});
    onProgress('writing');
    const request = requestOf(write, body, {fieldValidation: 'Strict', isDryRun: false, live});
    const reply = await reach.ask(context, request, uncut);
    if (reply.type === 'lost') {
      onProgress(`no answer: ${reply.reason}`);
      isUnsure ||= reply.isSent;
      if (!reply.isSent) tell({result: 'failed', reason: reply.reason});
      if (await pauses.next()) continue;
      return signal.aborted ? {type: 'interrupted'} : {type: 'held', reason: unanswered(reply.reason)};
    }
    if (reply.status < 300) {
      const {uid} = metadataOf(reply.body);
      tell({result: 'made', ...(uid !== undefined && write.type !== 'delete' && {uid})});
      return {type: 'written'};
    }
    const reason = statusReasons(reply.status, reply.body).join('; ');
    tell({result: 'failed', reason});
    // Somebody else wrote it, or took it away, since it was looked at.
    const isOvertaken = reply.status === 409 || (reply.status === 404 && write.type === 'delete');
    if (isOvertaken && conflicts < mostConflicts) {
      conflicts += 1;
      continue;
    }
    if (isBusy(reply.status) && (await pauses.next())) continue;
    return signal.aborted ? {type: 'interrupted'} : {type: 'held', reason};
  }
}

/** A call is never cut off by us; `Reach` has its own limits. */
const uncut = new AbortController().signal;

/** What was announced and not told of is ours when the object bears our name; the rest was so before we came. */
function foundOrMade(
  write: Write,
  isUnsure: boolean,
  live: unknown,
): Pick<Extract<Entry, {type: 'outcome'}>, 'result' | 'uid'> {
  if (!isUnsure) return {result: 'found'};
  if (write.type === 'delete') return {result: 'made'};
  const {uid, managedFields = []} = metadataOf(live);
  const isOurs = managedFields.some(({manager}) => manager === fieldManager);
  return isOurs ? {result: 'made', ...(uid !== undefined && {uid})} : {result: 'found'};
}

/** Warnings that were not there when the person decided. */
function newsIn({warnings}: Extract<Verdict, {type: 'ok'}>, then: Verdict | undefined): readonly string[] {
  const known = then?.type === 'ok' ? then.warnings : [];
  return warnings.filter((text) => !known.includes(text));
}

function makePauses(clock: Clock, signal: AbortSignal): {next(): Promise<boolean>} {
  const until = clock.now() + patience;
  let pause = firstPause;
  return {
    /** False when patience or the run is over. */
    async next() {
      if (signal.aborted || clock.now() + pause > until) return false;
      await clock.sleep(pause, signal);
      pause = Math.min(pause * 2, longestPause);
      return !signal.aborted;
    },
  };
}

/** Answers that ask for patience and say nothing about what was asked. */
function isBusy(status: number): boolean {
  return status === 429 || status === 503 || status === 504;
}

function unanswered(reason: string): string {
  return `no answer for ${patience / 1_000} s: ${reason}`;
}
