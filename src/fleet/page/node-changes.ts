import type {EventRecord, NodeRecord} from '../../kinds/index.ts';
import {ownerSince} from './author.ts';
import type {Change} from './changes.ts';
import type {FieldWrite} from './field-writes.ts';

/** Nodes that came, went, or changed their readiness since `since` (seconds); many that did alike are one change. */
export function nodeChanges(
  nodes: Iterable<NodeRecord>,
  events: Iterable<EventRecord>,
  since: number,
  writesOf: (name: string) => readonly FieldWrite[],
): readonly Change[] {
  const changes: Change[] = [];
  const held = new Set<string>();
  const add = (object: string, what: string, at: number, by = '-') =>
    void changes.push({kind: 'Node', object, what, at, by});
  for (const {name, created, ready, readySince} of nodes) {
    held.add(name);
    if (created >= since) add(name, 'joined', created);
    // Being not ready at first, and ready then, is part of joining.
    else if (readySince >= since) add(name, ready === 'True' ? 'ready again' : 'not ready', readySince);
  }
  for (const {name, reason, at} of lastOfEach(events, since)) {
    if (reason === 'RemovingNode') {
      // One of its name that is there now was made after it, which is told already.
      if (!held.has(name)) add(name, 'removed', at);
    } else if (held.has(name)) {
      const by = ownerSince(writesOf(name), at, ({owns}) => owns.has('unschedulable'));
      add(name, reason === 'NodeSchedulable' ? 'uncordoned' : 'cordoned', at, by);
    }
  }
  return [...Map.groupBy(changes, ({what, by}) => `${what} ${by}`).values()].flatMap(folded);
}

interface NodeEvent {
  readonly name: string;
  readonly reason: string;
  readonly at: number;
}

/** Of the node lifecycle controller and of kubelets, all Normal: the last of what takes back another. */
function lastOfEach(events: Iterable<EventRecord>, since: number): Iterable<NodeEvent> {
  const last = new Map<string, NodeEvent>();
  for (const {objectKind, objectName: name, reason, lastSeen: at} of events) {
    if (objectKind !== 'Node' || at < since || !told.has(reason)) continue;
    const key = `${name} ${reason === 'RemovingNode'}`;
    if ((last.get(key)?.at ?? -1) <= at) last.set(key, {name, reason, at});
  }
  return last.values();
}

const told = new Set(['RemovingNode', 'NodeSchedulable', 'NodeNotSchedulable']);

/** More nodes than this that did the same would hide what else has changed. */
const limit = 3;

function folded(alike: readonly Change[]): readonly Change[] {
  const [first] = alike;
  if (!first || alike.length <= limit) return alike;
  const at = Math.max(...alike.map((change) => change.at));
  return [{...first, object: `${alike.length} nodes`, at}];
}
