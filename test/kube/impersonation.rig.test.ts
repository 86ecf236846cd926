import assert from 'node:assert/strict';
import {test} from 'node:test';
import {fixedCredentials, loadKubeconfig, openConnection} from '../../src/kube/index.ts';
import {rig, rigUnavailable} from '../rig/index.ts';
import {systemClock} from './plugin.ts';

test('a real server sees whom an entry impersonates, over HTTP/2 and HTTP/1.1', {
  skip: rigUnavailable() ?? false,
}, async () => {
  await using fleet = await rig({clusters: 1, nodes: 0});
  const {contexts} = await loadKubeconfig({paths: [fleet.kubeconfig], environment: {}, home: '/'});
  const [context] = contexts;
  assert.ok(context?.type === 'usable');
  const impersonate = {
    user: 'jürgen',
    uid: '7',
    groups: ['Domänen-Admins', 'a, b', 'system:masters'],
    extra: {'Example.com/Scope%': ['x', 'y']},
  };
  const entry = {...context.entry, user: {...context.entry.user, impersonate}};
  for (const http1 of [false, true]) {
    const connection = openConnection({
      entry,
      credentials: fixedCredentials(entry, {clock: systemClock}),
      isReadOnly: () => true,
      clock: systemClock,
      http1,
      environment: {},
    });
    try {
      const review = await connection.json({
        verb: 'POST',
        path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        body: {apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview'},
        signal: AbortSignal.timeout(10_000),
      });
      assert.deepEqual((review as {status: unknown}).status, {
        userInfo: {
          username: 'jürgen',
          uid: '7',
          groups: [...impersonate.groups, 'system:authenticated'],
          extra: {'example.com/scope%': ['x', 'y']},
        },
      });
    } finally {
      await connection.close();
    }
  }
});
