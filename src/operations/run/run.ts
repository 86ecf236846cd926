import type {Clock} from '../../text/index.ts';
import type {Who} from '../journal/entry.ts';
import type {Journal} from '../journal/journal.ts';
import {contextOf} from '../plan/dry-run.ts';
import type {Plan, Step, WriteStep} from '../plan/plan.ts';
import type {Reach} from '../reach.ts';
import {type Confirmed, confirm} from './confirm.ts';
import {type RunState, runState, type StepState} from './state.ts';
import {doWrite} from './write.ts';

export interface RunOptions {
  readonly plan: Plan;
  /** Empty for a new run; with the entries of an earlier one, this run goes on with it. */
  readonly journal: Journal;
  readonly reach: Reach;
  readonly clock: Clock;
  readonly who: Who;
  /** Blocks of the preflight that a person goes past. */
  readonly overrides?: readonly {readonly rule: string; readonly reason: string}[];
  /** How many steps may be under way at once. Default 4. */
  readonly atOnce?: number;
  /** A fault that was not there when the run began, as a sentence: the run holds for it. */
  newFault?(): string | undefined;
  /** The state or the progress of a step is another. */
  onChange?(): void;
  /** The process is about to end: the calls under way end, nothing more starts. */
  readonly signal: AbortSignal;
}

/**
 * A plan being carried out, step by step in the order of their needs. It holds by itself at the first thing that is not as
 * the plan says; then nothing more starts until a person says so.
 */
export class Run {
  readonly plan: Plan;
  /** Resolves when nothing is under way any more. Rejects when the journal cannot be written: then nothing more starts. */
  readonly ended: Promise<NonNullable<RunState['end']>>;
  readonly #options: RunOptions;
  readonly #progress = new Map<string, string>();
  readonly #underWay = new Set<string>();
  readonly #agreed = new Set<string>();
  /** What a person agrees to by going on. */
  #asked: string | undefined;
  /** Of the journal: without it nothing may be done. */
  #failure: Error | undefined;
  readonly #stopping = new AbortController();
  #wake = (): void => {};

  constructor(options: RunOptions) {
    this.#options = options;
    this.plan = options.plan;
    const stop = () => this.#stopping.abort();
    if (options.signal.aborted) stop();
    options.signal.addEventListener('abort', stop, {once: true});
    this.#begin();
    this.ended = this.#drive().finally(() => options.signal.removeEventListener('abort', stop));
  }

  get state(): RunState {
    return runState(this.plan, this.#options.journal.entries);
  }

  /** What a step that is under way is doing now: `writing`, or what is not yet true. */
  progress(step: string): string | undefined {
    return this.#progress.get(step);
  }

  /** Nothing more starts; what is under way comes to the end of its call. */
  hold(reason: string): void {
    if (this.state.held.length > 0 || this.state.end) return;
    this.#append({type: 'held', at: this.#now, reason});
  }

  /** A person has looked at why it holds. */
  goOn(): void {
    if (this.state.held.length === 0) return;
    if (this.#asked !== undefined) this.#agreed.add(this.#asked);
    this.#asked = undefined;
    this.#append({type: 'resumed', at: this.#now, who: this.#options.who});
  }

  /** Answers a gate whose turn it is. */
  pass(step: string): void {
    const state = this.state.steps.find((each) => each.step.id === step);
    if (state?.step.type !== 'gate' || state.type === 'done' || !this.#isDue(state.step, this.state)) return;
    this.#append({type: 'passed', at: this.#now, step});
  }

  /** For good: what is under way comes to the end of its call. It may be resumed or undone later. */
  stop(): void {
    this.#stopping.abort();
    this.#wake();
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  #begin(): void {
    const {journal, plan, who, overrides = []} = this.#options;
    if (journal.entries.length > 0) {
      journal.append({type: 'resumed', at: this.#now, who});
      return;
    }
    journal.append({type: 'plan', at: this.#now, plan, who});
    for (const override of overrides) journal.append({type: 'override', at: this.#now, ...override});
  }

  async #drive(): Promise<NonNullable<RunState['end']>> {
    const {atOnce = 4} = this.#options;
    // Whoever made it has it in their hands before they are told of changes.
    await Promise.resolve();
    for (;;) {
      if (this.#failure && this.#underWay.size === 0) throw this.#failure;
      const state = this.state;
      if (state.steps.every(({type}) => type === 'done')) return this.#end('done');
      if (this.#stopping.signal.aborted) {
        if (this.#underWay.size === 0)
          return this.#end(this.#options.signal.aborted ? 'interrupted' : 'stopped');
      } else if (state.held.length === 0) {
        this.#holdForFaults();
        const due = this.state.held.length > 0 ? [] : this.#due(state).slice(0, atOnce - this.#underWay.size);
        for (const step of due) void this.#take(step);
      }
      const {promise, resolve} = Promise.withResolvers<void>();
      this.#wake = resolve;
      this.#options.onChange?.();
      await promise;
    }
  }

  #end(end: NonNullable<RunState['end']>): NonNullable<RunState['end']> {
    this.#options.journal.append({type: 'ended', at: this.#now, end});
    return end;
  }

  #holdForFaults(): void {
    const fault = this.#options.newFault?.();
    if (fault !== undefined) this.hold(fault);
  }

  /** Steps whose turn it is; a gate waits for `pass`. */
  #due(state: RunState): readonly StepState[] {
    return state.steps.filter(
      ({step, type}) =>
        type !== 'done' && step.type !== 'gate' && !this.#underWay.has(step.id) && this.#isDue(step, state),
    );
  }

  #isDue(step: Step, state: RunState): boolean {
    return step.needs.every((id) => state.steps.find((each) => each.step.id === id)?.type === 'done');
  }

  async #take(state: StepState): Promise<void> {
    const {step} = state;
    this.#underWay.add(step.id);
    if (state.begunAt === undefined) this.#append({type: 'begun', at: this.#now, step: step.id});
    try {
      const result = await this.#perform(state);
      if (result.type === 'confirmed') this.#append({type: 'done', at: this.#now, step: step.id});
      if (result.type === 'held')
        this.#append({type: 'held', at: this.#now, step: step.id, reason: result.reason});
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#underWay.delete(step.id);
      this.#progress.delete(step.id);
      this.#wake();
    }
  }

  async #perform({step, settled, unsure}: StepState): Promise<Confirmed> {
    if (step.type === 'gate') return {type: 'interrupted'};
    if (step.type === 'write') {
      for (const index of step.writes.keys()) {
        if (settled.includes(index)) continue;
        if (this.#isPaused) return {type: 'interrupted'};
        const written = await this.#write(step, index, unsure.includes(index));
        if (written.type !== 'written') return written;
      }
    }
    const {confirm: confirmation} = step;
    if (confirmation === undefined) return {type: 'confirmed'};
    const {reach, clock} = this.#options;
    const context = contextOf(this.plan, step.on);
    const onProgress = (text: string) => this.#tell(step.id, text);
    return confirm({context, confirmation, reach, clock, signal: this.#stopping.signal, onProgress});
  }

  async #write(step: WriteStep, index: number, isUnsure: boolean) {
    const {reach, clock, journal} = this.#options;
    const written = await doWrite({
      plan: this.plan,
      step,
      index,
      isUnsure,
      isAgreed: (text) => this.#agreed.has(text),
      reach,
      clock,
      signal: this.#stopping.signal,
      append: (entry) => journal.append(entry),
      onProgress: (text) => this.#tell(step.id, text),
    });
    if (written.type === 'held') this.#asked = written.agree;
    return written;
  }

  get #isPaused(): boolean {
    return this.#stopping.signal.aborted || this.state.held.length > 0;
  }

  #tell(step: string, text: string): void {
    if (this.#progress.get(step) === text) return;
    this.#progress.set(step, text);
    this.#options.onChange?.();
  }

  #append(entry: Parameters<Journal['append']>[0]): void {
    try {
      this.#options.journal.append(entry);
    } catch (error) {
      this.#fail(error);
    }
    this.#wake();
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    this.#stopping.abort();
  }
}
