import type {DaemonSetRecord, EventRecord, StatefulSetRecord} from '../../kinds/index.ts';
import {ownerSince} from './author.ts';
import type {Change} from './changes.ts';
import type {FieldWrite} from './field-writes.ts';
import {imageOf} from './images.ts';

/** A StatefulSet or DaemonSet, of which no ReplicaSets keep what it was before. */
export type SetRecord =
  | {readonly kind: 'StatefulSet'; readonly record: StatefulSetRecord}
  | {readonly kind: 'DaemonSet'; readonly record: DaemonSetRecord};

/** What the owners of its fields tell; without those, that it was made or is rolling. `stirred` as `lastStirs` gives it. */
export function setChanges(
  set: SetRecord,
  writes: readonly FieldWrite[],
  stirred: number | undefined,
  since: number,
): readonly Change[] {
  const {kind, record} = set;
  const object = `${record.namespace}/${record.name}`;
  const image = imageOf(record);
  if (record.created >= since) {
    const by = ownerSince(writes, record.created, ({images}) => images.size > 0);
    return [{kind, object, what: `created, image ${image}`, at: record.created, by}];
  }
  const isNow = isRolling(set);
  const changes = writes
    .filter(({at, owns}) => at >= since && owns.size > 0)
    .map((write): Change => ({kind, object, what: whatOf(set, write, isNow), at: write.at, by: write.by}));
  const isTold = changes.length > 0 || !isNow || stirred === undefined;
  return isTold ? changes : [{kind, object, what: `rolling to ${image}`, at: stirred, by: '-'}];
}

/** When the pods of StatefulSets and DaemonSets were last made or deleted, by `kind/namespace/name`; Normal events. */
export function lastStirs(events: Iterable<EventRecord>, since: number): ReadonlyMap<string, number> {
  const stirs = new Map<string, number>();
  for (const {reason, lastSeen, objectKind, objectNamespace, objectName} of events) {
    if (lastSeen < since || (reason !== 'SuccessfulCreate' && reason !== 'SuccessfulDelete')) continue;
    if (objectKind !== 'StatefulSet' && objectKind !== 'DaemonSet') continue;
    const key = `${objectKind}/${objectNamespace}/${objectName}`;
    stirs.set(key, Math.max(stirs.get(key) ?? 0, lastSeen));
  }
  return stirs;
}

/** Pods of two templates: something was changed that has not come everywhere yet. */
export function isRolling({kind, record}: SetRecord): boolean {
  if (record.strategy === 'OnDelete') return false;
  if (kind === 'DaemonSet') return record.updated < record.desired;
  return record.currentRevision !== record.updateRevision && record.partition === 0;
}

/**
 * The time of an owner is that of the last change to any of its fields, so only who owns little tells what it was; of
 * one that owns all of the template it is known only while the set is rolling.
 */
function whatOf({record}: SetRecord, {owns}: FieldWrite, isNow: boolean): string {
  const isOnly = (...parts: readonly string[]) => [...owns].every((part) => parts.includes(part));
  if (isOnly('restart')) return 'restarted';
  if (isOnly('image')) return `image -> ${imageOf(record)}`;
  if (isOnly('replicas')) return `replicas -> ${record.desired}`;
  const hasTemplate = owns.has('image') || owns.has('template') || owns.has('restart');
  return isNow && hasTemplate ? `rolling to ${imageOf(record)}` : 'changed';
}
