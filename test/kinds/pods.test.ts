import assert from 'node:assert/strict';
import {test} from 'node:test';
import {pods} from '../../src/kinds/index.ts';
import {podCases, podOf} from './pod-cases.ts';

for (const pod of podCases) {
  test(`a pod that is ${pod.name} shows ${pod.shows.status} and counts as ${pod.shows.phase}`, () => {
    const object = podOf(pod);
    const metadata = {
      ...(object['metadata'] as object),
      ...(pod.isDeleted ? {deletionTimestamp: '2026-01-01T00:00:00Z'} : {}),
    };
    const record = pods.project({...object, metadata, status: pod.status});
    assert.deepEqual(
      {status: record.status, ready: `${record.ready}/${record.total}`, phase: record.phase},
      pod.shows,
    );
    assert.equal(record.trouble?.reason, pod.trouble);
  });
}

test('the trouble of a crash loop is how the container ended and what it left behind', () => {
  const crash = podCases.find(({name}) => name === 'crash-loop');
  assert.deepEqual(pods.project({status: crash?.status}).trouble, {
    reason: 'CrashLoopBackOff',
    container: 'app',
    exitCode: 1,
    lastEnd: 'Error',
    message: 'panic: no database exit',
  });
});

test('a long message is cut and cannot steer the terminal', () => {
  const message = `\x1b[31m${'x'.repeat(5000)}`;
  const record = pods.project({status: {phase: 'Failed', reason: 'Evicted', message}});
  assert.equal(record.trouble?.message, `${'x'.repeat(199)}…`);
});

test('whatever a cluster calls a status is sanitised before it is shown', () => {
  const record = pods.project({
    metadata: {name: 'a\u202eb'},
    status: {phase: 'Pending', reason: '\x1b[2JGone\n'},
  });
  assert.deepEqual(
    pods.columns.slice(0, 3).map((column) => column.cell(record, {now: 0})),
    ['ab', '0/0', 'Gone '],
  );
});

const requestCases: readonly {readonly says: string; readonly pod: object; readonly requests: object}[] = [
  {
    says: 'containers add up, and parts of a millicore are rounded up',
    pod: {spec: {containers: [asks('100m', '64Mi'), asks('0.2005', '1G'), {name: 'asks-nothing'}]}},
    requests: {cpu: 301, memory: 64 * 2 ** 20 + 1e9},
  },
  {
    says: 'an init container counts only where it asks for more than all others together',
    pod: {spec: {containers: [asks('1', '1Gi')], initContainers: [asks('2', '512Mi'), asks('500m', '2Gi')]}},
    requests: {cpu: 2000, memory: 2 * 2 ** 30},
  },
  {
    says: 'a sidecar counts beside the containers and beside the init containers after it',
    pod: {
      spec: {
        containers: [asks('1', '1Gi')],
        initContainers: [
          asks('3', '0'),
          {...asks('500m', '1Gi'), restartPolicy: 'Always'},
          asks('2800m', '1Gi'),
        ],
      },
    },
    requests: {cpu: 3300, memory: 2 * 2 ** 30},
  },
  {
    says: 'requests of the pod itself take the place of its containers, one resource at a time',
    pod: {spec: {resources: {requests: {cpu: '3'}}, containers: [asks('1', '1Gi')]}},
    requests: {cpu: 3000, memory: 2 ** 30},
  },
  {
    says: 'overhead comes on top',
    pod: {spec: {overhead: {cpu: '50m', memory: '16Mi'}, containers: [asks('1', '1Gi')]}},
    requests: {cpu: 1050, memory: 2 ** 30 + 16 * 2 ** 20},
  },
  {
    says: 'a pod that has ended asks for nothing',
    pod: {spec: {containers: [asks('1', '1Gi')]}, status: {phase: 'Succeeded'}},
    requests: {cpu: 0, memory: 0},
  },
];

for (const {says, pod, requests} of requestCases) {
  test(`requests: ${says}`, () => assert.deepEqual(pods.project(pod).requests, requests));
}

test('pods of one ReplicaSet share their labels, owner, requests and words', () => {
  const pod = (name: string) =>
    JSON.parse(
      JSON.stringify({
        metadata: {
          name,
          namespace: 'shop',
          labels: {app: 'web', 'pod-template-hash': '6d5f'},
          ownerReferences: [
            {kind: 'Config', name: 'other'},
            {kind: 'ReplicaSet', name: 'web-6d5f', controller: true},
          ],
        },
        spec: {containers: [asks('1', '1Gi')], nodeName: 'node-1'},
        status: {phase: 'Running'},
      }),
    ) as unknown;
  const [one, other] = [pods.project(pod('web-6d5f-a')), pods.project(pod('web-6d5f-b'))];
  assert.deepEqual(one.owner, {kind: 'ReplicaSet', name: 'web-6d5f'});
  for (const key of ['labels', 'owner', 'requests', 'placement'] as const)
    assert.ok(one[key] === other[key], key);
});

function asks(cpu: string, memory: string) {
  return {name: 'app', resources: {requests: {cpu, memory}}};
}
