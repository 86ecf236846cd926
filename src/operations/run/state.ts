import type {Entry} from '../journal/entry.ts';
import type {Plan, Step} from '../plan/plan.ts';

/** Where a run stands, told by its journal alone: the screen, the command line and a resumed run read the same. */
export interface RunState {
  readonly steps: readonly StepState[];
  /** Why nothing more starts; empty while it goes on. */
  readonly held: readonly Held[];
  readonly end: 'done' | 'stopped' | 'interrupted' | undefined;
}

export interface Held {
  readonly step?: string;
  /** A sentence. */
  readonly reason: string;
}

export interface StepState {
  readonly step: Step;
  readonly type: 'waiting' | 'begun' | 'held' | 'done';
  /** Writes whose outcome is known, and of them those that this plan made. */
  readonly settled: readonly number[];
  readonly made: readonly MadeWrite[];
  /** Writes that were sent and of which nobody knows what became of them. */
  readonly unsure: readonly number[];
  /** ms since the epoch. */
  readonly begunAt: number | undefined;
  readonly doneAt: number | undefined;
}

export interface MadeWrite {
  readonly write: number;
  readonly uid?: string;
}

/** Reads a journal from its first line. */
export function runState(plan: Plan, entries: readonly Entry[]): RunState {
  let held: Held[] = [];
  let end: RunState['end'];
  for (const entry of entries) {
    if (entry.type === 'held') {
      held.push({...(entry.step !== undefined && {step: entry.step}), reason: entry.reason});
    } else if (entry.type === 'resumed') {
      held = [];
      end = undefined;
    } else if (entry.type === 'ended') {
      end = entry.end;
    }
  }
  return {steps: plan.steps.map((step) => stepState(step, entries, held)), held, end};
}

function stepState(step: Step, entries: readonly Entry[], held: readonly Held[]): StepState {
  const settled = new Set<number>();
  // Calls announced and not told of: a later refusal says nothing of an earlier call whose answer was lost.
  const open = new Map<number, number>();
  const made = new Map<number, MadeWrite>();
  let begunAt: number | undefined;
  let doneAt: number | undefined;
  for (const entry of entries) {
    if (!('step' in entry) || entry.step !== step.id) continue;
    begunAt ??= entry.at;
    if (entry.type === 'intent') open.set(entry.write, (open.get(entry.write) ?? 0) + 1);
    if (entry.type === 'done' || entry.type === 'passed') doneAt ??= entry.at;
    if (entry.type !== 'outcome') continue;
    if (entry.result === 'failed') {
      open.set(entry.write, (open.get(entry.write) ?? 0) - 1);
      continue;
    }
    open.delete(entry.write);
    settled.add(entry.write);
    if (entry.result === 'made') {
      made.set(entry.write, {write: entry.write, ...(entry.uid !== undefined && {uid: entry.uid})});
    }
  }
  const unsure = [...open].flatMap(([write, calls]) => (calls > 0 ? [write] : []));
  const isHeld = held.some((each) => each.step === step.id);
  const type = typeOf(doneAt !== undefined, isHeld, begunAt !== undefined);
  return {step, type, settled: [...settled], made: [...made.values()], unsure, begunAt, doneAt};
}

function typeOf(isDone: boolean, isHeld: boolean, hasBegun: boolean): StepState['type'] {
  if (isDone) return 'done';
  if (isHeld) return 'held';
  return hasBegun ? 'begun' : 'waiting';
}
