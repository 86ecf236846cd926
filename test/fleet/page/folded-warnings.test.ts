import assert from 'node:assert/strict';
import test from 'node:test';
import {foldedWarnings} from '../../../src/fleet/index.ts';
import type {EventRecord} from '../../../src/kinds/index.ts';
import {event, minutes, now, warningOf} from './inputs.ts';

const backOff = (pod: string) =>
  `Back-off restarting failed container main in pod ${pod}_shop(0c9e6b0a-1111-2222-3333-444455556666)`;

test('warnings about pods of one workload are one line, most frequent first', () => {
  const pods = ['checkout-6d5f7c8b9d-x2k4p', 'checkout-6d5f7c8b9d-bb7zt', 'checkout-84c9b5d7f6-q7mzt'];
  const refused = 'Readiness probe failed: HTTP probe failed with statuscode: 503';
  const events = [
    ...pods.map((pod) =>
      warningOf(pod, 'BackOff', backOff(pod), {times: 70, first: now - minutes(50), at: now - 30}),
    ),
    ...pods.map((pod) => warningOf(pod, 'Unhealthy', refused, {times: 28, first: now - minutes(5)})),
    warningOf('search-5c9d8f7b6d-x2k4p', 'FailedScheduling', noRoom, {
      times: 2,
      at: now - 120,
      first: now - 130,
    }),
    event({
      about: ['Pod', pods[0] ?? ''],
      reason: 'Pulled',
      message: 'Container image already present',
      at: now,
    }),
  ];
  assert.deepEqual(told(events), [
    'BackOff | Pod shop/checkout-* | main | 210 | 30',
    'Unhealthy | Pod shop/checkout-* | readiness 503 | 84 | 60',
    'FailedScheduling | Pod shop/search-5c9d8f7b6d-x2k4p | Insufficient cpu | 2 | 120',
  ]);
});

test('pods of every kind of workload are known by their names', () => {
  const stems: Readonly<Record<string, readonly [string, string]>> = {
    'db-*': ['db-0', 'db-11'],
    'agent-*': ['agent-x2k4p', 'agent-bb7zt'],
    'reindex-*': ['reindex-29401440-q7mzt', 'reindex-29401445-x2k4p'],
    'batch-*': ['batch-0-q7mzt', 'batch-1-x2k4p'],
  };
  for (const [stem, names] of Object.entries(stems)) {
    const events = names.map((name) => warningOf(name, 'Evicted', 'low on memory'));
    assert.deepEqual(told(events), [`Evicted | Pod shop/${stem} | low on memory | 2 | 60`]);
  }
  const single = ['api', 'redis-cache'].map((name) => warningOf(name, 'Evicted', 'low on memory'));
  assert.equal(told(single).length, 2);
});

test('what differs among warnings that are alike otherwise is left out, and different ones stay apart', () => {
  const probe = (pod: string, output: string) =>
    warningOf(pod, 'Unhealthy', `Readiness probe failed: ${output}`);
  const events = [
    probe('web-x2k4p', 'HTTP probe failed with statuscode: 503'),
    probe('web-bb7zt', 'HTTP probe failed with statuscode: 500'),
    probe(
      'web-q7mzt',
      'Get "http://10.1.2.3:8080/ready": dial tcp 10.1.2.3:8080: connect: connection refused',
    ),
    probe(
      'web-c5c5c',
      'Get "http://10.1.2.4:8080/ready": dial tcp 10.1.2.4:8080: connect: connection refused',
    ),
    probe(
      'web-d5d5d',
      'Get "http://10.1.2.4:8080/ready": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    ),
  ];
  assert.deepEqual(told(events).toSorted(), [
    'Unhealthy | Pod shop/web-* | readiness connection refused | 2 | 60',
    'Unhealthy | Pod shop/web-* | readiness | 2 | 60',
    'Unhealthy | Pod shop/web-d5d5d | readiness timeout | 1 | 60',
  ]);
});

test('the wordings of kubelet, scheduler and controllers are cut to what a person looks for', () => {
  const cases: readonly (readonly [reason: string, message: string, short: string])[] = [
    ['FailedScheduling', noRoom, 'Insufficient cpu'],
    ['FailedScheduling', `(combined from similar events): ${noRoom}`, 'Insufficient cpu'],
    [
      'Failed',
      'Failed to pull image "shop/x:1": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/shop/x:1": failed to resolve reference "docker.io/shop/x:1": docker.io/shop/x:1: not found',
      'shop/x:1: not found',
    ],
    ['BackOff', '(combined from similar events): Back-off restarting failed container main in pod x', 'main'],
    ['BackOff', 'Back-off pulling image "shop/x:1"', 'shop/x:1'],
    ['Failed', 'Error: ImagePullBackOff', 'ImagePullBackOff'],
    ['Failed', 'Error: configmap "app-config" not found', 'configmap "app-config" not found'],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "config" : configmap "agent-config" not found',
      'config: configmap "agent-config" not found',
    ],
    [
      'FailedCreate',
      'Error creating: pods "web-6d5f-x2k4p" is forbidden: exceeded quota: team, requested: pods=1',
      'exceeded quota: team, requested: pods=1',
    ],
    ['Unhealthy', 'Liveness probe failed: command timed out: "sh" timed out after 1s', 'liveness timeout'],
    [
      'DeadlineExceeded',
      'Job was active longer than specified deadline',
      'Job was active longer than specified deadline',
    ],
  ];
  for (const [reason, message, short] of cases)
    assert.equal(foldedWarnings([warningOf('web-x2k4p', reason, message)], now)[0]?.message, short, message);
});

test('occurrences before the window do not count, and warnings that ended before it are gone', () => {
  const events = [
    warningOf('old-x2k4p', 'BackOff', backOff('old-x2k4p'), {at: now - minutes(61)}),
    warningOf('web-x2k4p', 'BackOff', backOff('web-x2k4p'), {times: 241, first: now - minutes(240), at: now}),
  ];
  assert.deepEqual(told(events), ['BackOff | Pod shop/web-x2k4p | main | 61 | 0']);
});

test('a message cannot steer the terminal', () => {
  const evil = event({
    about: ['Node', 'n1\u202e'],
    namespace: 'default',
    reason: 'Ev\u001b[2Jil',
    message: 'dis\u001b]0;x\u0007k',
    at: now,
    type: 'Warning',
  });
  assert.deepEqual(told([evil]), ['Evil | Node n1 | disk | 1 | 0']);
});

const noRoom =
  '0/38 nodes are available: 2 node(s) had untolerated taint {a: b}, 36 Insufficient cpu. preemption: 0/38 nodes are available: 38 No preemption victims found for incoming pod.';

function told(events: readonly EventRecord[]): readonly string[] {
  return foldedWarnings(events, now).map(({reason, kind, object, message, count, last}) =>
    [reason, `${kind} ${object}`, message, count, now - last].join(' | '),
  );
}
