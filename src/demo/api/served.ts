import {
  allEvents,
  allKinds,
  type BaseRecord,
  type Column,
  type Kind,
  kindId,
  type Resource,
  tableKind,
} from '../../kinds/index.ts';
import type {KubeObject} from '../store.ts';

/** A resource that the simulated servers answer for. */
export interface Served {
  /** How the store names it: `pods`, `deployments.apps`. */
  readonly id: string;
  readonly resource: Resource;
  readonly categories: readonly string[];
  /** Columns and narrow schema of it, where it has any of its own. */
  readonly kind: Kind<BaseRecord>;
  /** Fields that its field selectors may name besides name and namespace. */
  readonly selectable: readonly string[];
}

/** What `kubectl get all` asks for. */
const inAll = new Set([
  'pods',
  'services',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'horizontalpodautoscalers.autoscaling',
]);

/** The lists of pkg/apis/core/v1/conversion.go and its like in Kubernetes 1.37, as far as their fields are here. */
const selectable: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  services: ['spec.clusterIP', 'spec.type'],
  secrets: ['type'],
  'replicasets.apps': ['status.replicas'],
  'jobs.batch': ['status.successful'],
};

/** Every resource, the core group first. */
export const served: readonly Served[] = [
  ...allKinds.map((kind) => (kindId(kind) === kindId(allEvents) ? allEvents : kind)).map(ofKind),
  withoutKind(
    {plural: 'configmaps', singular: 'configmap', kind: 'ConfigMap', shortNames: ['cm']},
    (object) => Object.keys((object['data'] ?? {}) as object).length,
  ),
  withoutKind(
    {plural: 'secrets', singular: 'secret', kind: 'Secret', shortNames: []},
    (object) => Object.keys((object['data'] ?? {}) as object).length,
  ),
].sort((first, second) => compare(first.resource.group, second.resource.group));

/** Group and plural → resource. */
export function findServed(group: string, version: string, plural: string): Served | undefined {
  const found = byId.get(group === '' ? plural : `${plural}.${group}`);
  return found?.resource.version === version ? found : undefined;
}

/** Of others a server does not know that they would be an API. */
export function isServedVersion(group: string, version: string): boolean {
  return served.some(({resource}) => resource.group === group && resource.version === version);
}

/** The groups with their versions, the core group not among them. */
export function servedGroups(): readonly {readonly group: string; readonly version: string}[] {
  const groups = new Map(served.map(({resource}) => [resource.group, resource.version]));
  groups.delete('');
  return [...groups].map(([group, version]) => ({group, version}));
}

function ofKind(kind: Kind<BaseRecord>): Served {
  const id = idOf(kind.resource);
  return {
    id,
    resource: kind.resource,
    categories: inAll.has(id) ? ['all'] : [],
    kind,
    selectable: selectable[id] ?? [],
  };
}

/** `count` is what its DATA column says. */
function withoutKind(
  names: Pick<Resource, 'plural' | 'singular' | 'kind' | 'shortNames'>,
  count: (object: KubeObject) => number,
): Served {
  const resource: Resource = {group: '', version: 'v1', namespaced: true, ...names};
  const table = tableKind(resource);
  const [name, age] = table.columns as readonly Column<BaseRecord>[];
  interface Counted extends BaseRecord {
    readonly count: number;
  }
  const data: Column<BaseRecord> = {name: 'DATA', cell: (record) => String((record as Counted).count)};
  const kind: Kind<BaseRecord> = {
    resource,
    project(object) {
      const counted: Counted = {...table.project({object}), count: count(object as KubeObject)};
      return counted;
    },
    columns: [name, data, age].filter((column) => column !== undefined),
  };
  return {id: names.plural, resource, categories: [], kind, selectable: []};
}

function idOf({group, plural}: Resource): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function compare(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}

const byId = new Map(served.map((one) => [one.id, one]));
