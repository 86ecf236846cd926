import type {Projection, TableRow} from '../../src/kube/index.ts';

/** The least a pod can be. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly phase: string;
}

interface Shape {
  readonly metadata?: {readonly name?: string; readonly namespace?: string};
  readonly status?: {readonly phase?: string};
}

const resource = {group: '', version: 'v1', plural: 'pods', namespaced: true} as const;

export const podsAsJson: Projection<Pod> = {
  resource,
  project(object) {
    const {metadata, status} = object as Shape;
    return {namespace: metadata?.namespace ?? '', name: metadata?.name ?? '', phase: status?.phase ?? ''};
  },
};

export const pods: Projection<Pod> = {
  ...podsAsJson,
  protobuf: {
    message: 'Pod',
    descriptor: {
      nested: {
        Pod: {fields: {metadata: {type: 'ObjectMeta', id: 1}, status: {type: 'PodStatus', id: 3}}},
        ObjectMeta: {fields: {name: {type: 'string', id: 1}, namespace: {type: 'string', id: 3}}},
        PodStatus: {fields: {phase: {type: 'string', id: 1}}},
      },
    },
  },
};

export const podsAsTable: Projection<Pod> = {
  resource,
  isTable: true,
  project(row) {
    const {cells, object, columnDefinitions} = row as TableRow;
    const {metadata} = object as Shape;
    const status = columnDefinitions.findIndex(({name}) => name === 'Status');
    return {
      namespace: metadata?.namespace ?? '',
      name: metadata?.name ?? '',
      phase: String(cells[status] ?? ''),
    };
  },
};
