export {isLoopback} from './join/endpoint.ts';
export {joinTaint, type KarmadaJoin, karmadaJoin} from './join/karmada.ts';
export {type KubeFedJoin, kubeFedJoin} from './join/kubefed.ts';
export type {Entry, Who} from './journal/entry.ts';
export {type Journal, type JournalText, journalIds, openJournal, readJournal} from './journal/journal.ts';
export {type LeaseOptions, leasePath, lockNamespace, type Taken, takeLease} from './lock/lease.ts';
export {contains, holds, missing} from './plan/condition.ts';
export {tryWrite} from './plan/dry-run.ts';
export {judged, verdictOf} from './plan/judge.ts';
export type {
  Body,
  Check,
  Condition,
  Confirmation,
  Finding,
  Place,
  Plan,
  Reference,
  Severity,
  Step,
  Verdict,
  Write,
  WriteStep,
} from './plan/plan.ts';
export {valueAt} from './plan/pointer.ts';
export {type UndoPlan, undoOf, undoPlan} from './plan/undo.ts';
export {type Ask, type Live, type Reach, type Reply, readLive} from './reach.ts';
export {Run, type RunOptions} from './run/run.ts';
export {type Held, type RunState, runState, type StepState} from './run/state.ts';
