import protobuf from 'protobufjs/light.js';
import {type PodRecord, pods} from '../../src/kinds/index.ts';

/**
 * Prints the bytes of heap that 10,000 pods take as the model holds them: records in a Map by `namespace/name`. They
 * come through the wire form, so that every string is as fresh as from a server.
 */
const count = 10_000;
const podsPerReplicaSet = 20;

const {message, descriptor} = pods.protobuf ?? {message: '', descriptor: {nested: {}}};
const type = protobuf.Root.fromJSON(descriptor as never).lookupType(message);

const held = new Map<string, PodRecord>();
// Compiled code is not the pods'; other pods than the ones measured make it.
for (let index = 0; index < count; index += 1) hold(1_000_000 + index);
held.clear();
const before = used();
for (let index = 0; index < count; index += 1) hold(index);
console.log((used() - before) / held.size);

function hold(index: number): void {
  const bytes = type.encode(type.fromObject(pod(index))).finish();
  const record = pods.project(type.decode(bytes));
  held.set(`${record.namespace}/${record.name}`, record);
}

function pod(index: number): Record<string, unknown> {
  const set = Math.floor(index / podsPerReplicaSet);
  const hash = (1e9 + set * 7919).toString(36);
  const app = `checkout-${set % 40}`;
  const state = {
    ready: true,
    started: true,
    restartCount: index % 50 === 0 ? 2 : 0,
    state: {running: {}},
    lastState:
      index % 50 === 0 ? {terminated: {exitCode: 1, reason: 'Error', finishedAt: {seconds: 1.79e9}}} : {},
  };
  const requests = {cpu: {string: '250m'}, memory: {string: '4Gi'}};
  return {
    metadata: {
      name: `${app}-${hash}-${(60_466_176 + index).toString(36).slice(-5)}`,
      namespace: `team-payments-${set % 25}`,
      creationTimestamp: {seconds: 1_790_000_000 + index},
      labels: {app, 'pod-template-hash': hash, 'app.kubernetes.io/version': '1.2.3', team: 'payments'},
      ownerReferences: [{kind: 'ReplicaSet', name: `${app}-${hash}`, controller: true}],
    },
    spec: {
      nodeName: `ip-10-0-${index % 4}-${index % 250}.eu-west-1.compute.internal`,
      containers: [
        {name: 'app', resources: {requests}},
        {name: 'proxy', resources: {requests}},
      ],
    },
    status: {
      phase: 'Running',
      podIPs: [{ip: `10.${index % 200}.${Math.floor(index / 200)}.${index % 251}`}],
      conditions: [
        {type: 'Initialized', status: 'True'},
        {type: 'Ready', status: 'True'},
      ],
      containerStatuses: [
        {name: 'app', ...state},
        {name: 'proxy', ...state},
      ],
    },
  };
}

function used(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  for (let round = 0; round < 4; round += 1) globalThis.gc();
  return process.memoryUsage().heapUsed;
}
