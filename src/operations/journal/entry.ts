import type {Plan} from '../plan/plan.ts';

/** One line of a journal. `at` is in ms since the epoch. Never holds what a reference stands for. */
export type Entry =
  /** The first line: what was decided, and by whom. */
  | {readonly type: 'plan'; readonly at: number; readonly plan: Plan; readonly who: Who}
  /** A person goes on in spite of a block. */
  | {readonly type: 'override'; readonly at: number; readonly rule: string; readonly reason: string}
  /** Its turn has come. */
  | {readonly type: 'begun'; readonly at: number; readonly step: string}
  /** Written before a call; one that no `outcome` follows may or may not have reached the server. */
  | {readonly type: 'intent'; readonly at: number; readonly step: string; readonly write: number}
  | {
      readonly type: 'outcome';
      readonly at: number;
      readonly step: string;
      /** Index into the step's writes. */
      readonly write: number;
      /** `made`: by this run. `found`: it was so already. `failed`: nothing was changed. */
      readonly result: 'made' | 'found' | 'failed';
      /** Of the object afterwards. */
      readonly uid?: string;
      /** Why it failed. */
      readonly reason?: string;
    }
  | {readonly type: 'done'; readonly at: number; readonly step: string}
  | {readonly type: 'passed'; readonly at: number; readonly step: string}
  /** Nothing more starts until a person goes on. */
  | {readonly type: 'held'; readonly at: number; readonly step?: string; readonly reason: string}
  | {readonly type: 'resumed'; readonly at: number; readonly who: Who}
  | {readonly type: 'ended'; readonly at: number; readonly end: 'done' | 'stopped' | 'interrupted'};

export interface Who {
  /** As each cluster knows them (SelfSubjectReview), by context. */
  readonly users: Readonly<Record<string, string>>;
  /** Of the operating system. */
  readonly account: string;
  readonly host: string;
  /** SSH_CONNECTION, where there is one. */
  readonly ssh?: string;
}
