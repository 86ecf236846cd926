import type {RunState} from '../run/state.ts';
import type {Body, Deletion, Plan, Write, WriteStep} from './plan.ts';

export type Undo =
  | {readonly type: 'possible'; readonly write: Write}
  /** `reason` is a sentence. */
  | {readonly type: 'impossible'; readonly reason: string};

/**
 * What takes a write back, once it was made. `uid` is that of the object afterwards, so that an object made anew by
 * somebody else under the same name is left alone.
 */
export function undoOf(write: Write, uid?: string): Undo {
  const {path} = write;
  switch (write.type) {
    case 'create':
      return {type: 'possible', write: deletion(path, uid)};
    case 'change':
      if (write.before === undefined)
        return {type: 'impossible', reason: 'what was there before is not kept'};
      return {type: 'possible', write: {type: 'change', path, patch: write.before, before: write.patch}};
    case 'element':
      return {type: 'possible', write: {...write, wanted: write.before, before: write.wanted}};
    case 'apply':
      if (write.before === undefined) return {type: 'possible', write: deletion(path, uid)};
      return {type: 'possible', write: {type: 'apply', path, object: write.before, before: write.object}};
    case 'delete':
      if (write.before === undefined) return {type: 'impossible', reason: 'what was deleted is not kept'};
      return {type: 'possible', write: {type: 'create', path, object: withoutIdentity(write.before)}};
  }
}

export interface UndoPlan {
  readonly plan: Plan;
  /** What stays as the run left it, a sentence each. */
  readonly left: readonly string[];
}

/** A plan that takes back, last first, what a run has made and nothing else. */
export function undoPlan(
  plan: Plan,
  state: RunState,
  {id, at}: {readonly id: string; readonly at: number},
): UndoPlan {
  const left: string[] = [];
  const steps: WriteStep[] = [];
  for (const {step, made} of state.steps.toReversed()) {
    if (step.type !== 'write' || made.length === 0) continue;
    const writes: Write[] = [];
    for (const {write: index, uid} of made.toReversed()) {
      const write = step.writes[index];
      if (write === undefined) continue;
      const undo = undoOf(write, uid);
      if (undo.type === 'possible') writes.push(undo.write);
      else left.push(`step ${step.id}, ${step.title}: ${undo.reason}`);
    }
    if (writes.length === 0) continue;
    const needs = steps.length === 0 ? [] : [String(steps.length)];
    steps.push({
      type: 'write',
      id: String(steps.length + 1),
      title: `take back: ${step.title}`,
      on: step.on,
      needs,
      writes,
    });
  }
  const {places, title} = plan;
  return {
    plan: {version: 1, id, verb: 'undo', title: `undo ${title}`, madeAt: at, places, findings: [], steps},
    left,
  };
}

function deletion(path: string, uid: string | undefined): Deletion {
  return {type: 'delete', path, ...(uid !== undefined && {uid})};
}

/** What the server sets on creation, and refuses or ignores from others. */
function withoutIdentity(object: Body): Body {
  const {status: _status, metadata, ...rest} = object;
  const {
    uid: _uid,
    resourceVersion: _version,
    creationTimestamp: _created,
    generation: _generation,
    managedFields: _fields,
    ...kept
  } = (metadata ?? {}) as Body;
  return {...rest, metadata: kept};
}
