import {clusterKey} from '../fleet/index.ts';
import {kindId, pods} from '../kinds/index.ts';
import type {Command} from './command.ts';
import type {ObjectPlace, ObjectSubject, Place, Stage, Subject} from './stage.ts';
import {isOneOf, literal, term} from './terms.ts';

/** What can be done with one object of a list or of a cluster's page. */
export const objects: readonly Command[] = [
  {
    id: 'object.open',
    title: 'open it: the pods of a workload, node or namespace, else its YAML',
    hint: ({subject}) => (podsFor(subject) ? 'pods' : 'yaml'),
    rank: 1,
    scopes: ['list', 'cluster'],
    disabled: ({subject}) =>
      podsFor(subject) || subject.object ? undefined : 'there is no object under the cursor',
    run(stage) {
      const {subject} = stage;
      const place = podsFor(subject) ?? (subject.object && yamlOf(subject.object));
      if (place) stage.open(place);
    },
  },
  {
    id: 'object.yaml',
    title: 'its YAML, as its server holds it',
    hint: 'yaml',
    rank: 2,
    scopes: ['list', 'cluster'],
    disabled: noObject,
    run(stage) {
      const {object} = stage.subject;
      if (object) stage.open(yamlOf(object));
    },
  },
  {
    id: 'list.namespace',
    title: 'only the namespace of this row',
    scopes: ['list'],
    disabled: ({cursor}) => (cursor?.namespace ? undefined : 'the row has no namespace'),
    run({cursor, table}) {
      if (cursor?.namespace) table?.setFilter(isOneOf('namespace', [cursor.namespace]));
    },
  },
  {
    id: 'cluster.open-of',
    title: 'the cluster of this row',
    scopes: ['list'],
    disabled: noObject,
    run(stage) {
      const {object} = stage.subject;
      if (object) stage.open({type: 'cluster', cluster: clusterKey(object.cluster)});
    },
  },
];

export function noObject({subject}: Stage): string | undefined {
  return subject.object === undefined ? 'there is no object under the cursor' : undefined;
}

/** Where it is, for a place that tells of it. */
export function placeOf({cluster, context, kind, record}: ObjectSubject): ObjectPlace {
  const {namespace, name} = record;
  return {cluster: clusterKey(cluster), context, kind: kindId(kind), namespace, name};
}

function yamlOf(object: ObjectSubject): Place {
  return {type: 'object', object: placeOf(object)};
}

function podsFor({object, podsLike, clusters}: Subject): Place | undefined {
  if (object) return podsOf(object);
  if (podsLike === undefined) return undefined;
  const query = `${isOneOf('namespace', [podsLike.namespace])} ${term('name', `^${literal(podsLike.start)}`)}`;
  return {type: 'list', kind: kindId(pods), clusters: clusters.map(clusterKey), query};
}

/** Names of pods begin with that of their workload; their node and namespace are columns. */
function podsOf({cluster, kind, record}: ObjectSubject): Place | undefined {
  const {plural} = kind.resource;
  const query = queries[plural]?.(record);
  if (query === undefined) return undefined;
  return {type: 'list', kind: kindId(pods), clusters: [clusterKey(cluster)], query};
}

type Named = {readonly namespace: string; readonly name: string};

const queries: Readonly<Record<string, (record: Named) => string>> = {
  namespaces: ({name}) => isOneOf('namespace', [name]),
  nodes: ({name}) => isOneOf('node', [name]),
  deployments: (record) => ownPods(record, '-[a-z0-9]+-[a-z0-9]+'),
  replicasets: (record) => ownPods(record, '-[a-z0-9]+'),
  statefulsets: (record) => ownPods(record, '-\\d+'),
  daemonsets: (record) => ownPods(record, '-[a-z0-9]+'),
  jobs: (record) => ownPods(record, '(-\\d+)?-[a-z0-9]+'),
};

function ownPods({namespace, name}: Named, ending: string): string {
  return `${isOneOf('namespace', [namespace])} ${term('name', `^${literal(name)}${ending}$`)}`;
}
