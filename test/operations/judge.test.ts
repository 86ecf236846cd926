import assert from 'node:assert/strict';
import {test} from 'node:test';
import {judged, verdictOf} from '../../src/operations/index.ts';
import {aPlan, named, paths} from './a-plan.ts';
import {simulatedClusters} from './simulated-clusters.ts';

const {signal} = new AbortController();

function stage() {
  const clusters = simulatedClusters();
  clusters.put('hub', '/api/v1/namespaces/federation', named('Namespace', 'federation'));
  clusters.put('hub', paths.app, {...named('Deployment', 'shop'), spec: {replicas: 3}});
  return clusters;
}

const summary = (plan: Awaited<ReturnType<typeof judged>>) =>
  plan.steps.map(({id}) => {
    const verdict = verdictOf(plan, id);
    return verdict?.type === 'after' ? `after ${verdict.step}` : (verdict?.type ?? '-');
  });

test('every write is tried by its server, what an earlier step has yet to make is said to come after it, and nothing is changed', async () => {
  const clusters = stage();
  const plan = await judged(aPlan(), clusters, signal);
  assert.deepEqual(summary(plan), ['ok', 'after 1', 'after 2', '-', 'ok', '-']);
  assert.deepEqual(clusters.effects, []);
});

test('what is there already is not waited for', async () => {
  const clusters = stage();
  clusters.put('member', paths.namespace, named('Namespace', 'federation'));
  const plan = await judged(aPlan(), clusters, signal);
  assert.deepEqual(summary(plan), ['done', 'ok', 'after 2', '-', 'ok', '-']);
});

test('a write that the server refuses is refused whatever the others say, with all of its reasons', async () => {
  const clusters = stage();
  clusters.meet({
    fits: ({verb, query}) => verb === 'PATCH' && query?.['fieldValidation'] === 'Strict',
    reply: {
      type: 'answered',
      status: 400,
      body: {message: 'strict decoding error: unknown field "spec.replica"'},
      warnings: [],
    },
  });
  clusters.meet({
    fits: ({verb, query}) => verb === 'PATCH' && query?.['fieldValidation'] === 'Ignore',
    reply: {
      type: 'answered',
      status: 422,
      body: {details: {causes: [{field: 'spec.selector', message: 'Required value'}]}},
      warnings: [],
    },
  });
  const plan = await judged(aPlan(), clusters, signal);
  assert.deepEqual(verdictOf(plan, '5'), {
    type: 'refused',
    reasons: ['strict decoding error: unknown field "spec.replica"', 'spec.selector: Required value'],
    warnings: [],
  });
});

test('a cluster that does not answer leaves its writes unknown, never fine', async () => {
  const clusters = stage();
  clusters.meet({
    fits: (_ask, context) => context === 'member',
    times: 100,
    reply: {type: 'lost', reason: 'tcp: refused', isSent: false},
  });
  const plan = await judged(aPlan(), clusters, signal);
  assert.deepEqual(summary(plan), ['unknown', 'unknown', 'unknown', '-', 'ok', '-']);
});

test('no permission is a refusal, not something that comes later', async () => {
  const clusters = stage();
  clusters.meet({
    fits: ({verb, path}) => verb === 'POST' && path.endsWith('/serviceaccounts'),
    reply: {type: 'answered', status: 403, body: {message: 'serviceaccounts is forbidden'}, warnings: []},
  });
  const plan = await judged(aPlan(), clusters, signal);
  assert.deepEqual(summary(plan).slice(0, 2), ['ok', 'refused']);
});
