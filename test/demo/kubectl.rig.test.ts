import assert from 'node:assert/strict';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {execa} from 'execa';
import {build, rigUnavailable} from '../rig/index.ts';
import {type Stage, stage} from './stage.ts';

describe('kubectl on the demonstration fleet', {skip: rigUnavailable() ?? false}, () => {
  let on: Stage;
  let binary: string;

  before(async () => {
    binary = join(await build('kubernetes'), 'kubectl');
    on = await stage();
  });
  after(() => on?.[Symbol.asyncDispose]());

  const kubectl = async (context: string, ...args: string[]): Promise<string> => {
    const home = join(on.demo.kubeconfigFile, '..', 'home');
    const {all} = await execa(
      binary,
      ['--kubeconfig', on.demo.kubeconfigFile, '--context', context, ...args],
      {
        all: true,
        reject: false,
        env: {HOME: home},
      },
    );
    return all;
  };

  test('lists pods of all namespaces, everything in one, and what does not run', async () => {
    const pods = await kubectl('prod-eu1-shop', 'get', 'pods', '-A');
    assert.match(pods, /^NAMESPACE +NAME +READY +STATUS +RESTARTS +AGE$/m);
    assert.match(pods, /^shop +checkout-\S+ +0\/1 +(CrashLoopBackOff|Error|Running) +\d+ /m);
    const all = await kubectl('prod-eu1-pay', 'get', 'all', '-n', 'payments');
    for (const kind of ['pod', 'service', 'deployment.apps', 'replicaset.apps', 'statefulset.apps'])
      assert.ok(all.includes(`\n${kind}/`), all);
    assert.match(
      await kubectl('prod-us2-shop', 'get', 'pods', '-A', '--field-selector', 'status.phase=Pending'),
      /reindex-\S+ +0\/1 +Pending/,
    );
  });

  test('describes a pod with its container and its events', async () => {
    const crashing = [
      '-n',
      'shop',
      '-l',
      'app=checkout',
      '--sort-by=.status.containerStatuses[0].restartCount',
    ];
    const names = await kubectl('prod-eu1-shop', 'get', 'pods', ...crashing, '-o', 'name');
    const text = await kubectl('prod-eu1-shop', 'describe', '-n', 'shop', names.split('\n').at(-1) ?? '');
    assert.match(text, /Image: +ghcr\.io\/acme\/checkout:1\.42\.0/);
    assert.match(text, /Warning +BackOff +.*\(x\d+ over/);
  });

  test('prints the logs of what runs, of what failed, and of what crashes', async () => {
    const cart = await kubectl('prod-eu1-shop', 'logs', '-n', 'shop', 'deploy/cart', '--tail=5');
    assert.match(cart, /INFO +GET \S+ 200 \d+ms$/m);
    const failed = await kubectl('prod-eu2-shop', 'logs', '-n', 'shop', '-l', 'job-name=reconcile-29391780');
    assert.match(failed, /exit 2$/m);
    const all = ['--all-containers', '--ignore-errors', '--prefix', '--tail=500', '--previous'];
    const names = await kubectl(
      'prod-eu1-shop',
      'get',
      'pods',
      '-n',
      'shop',
      '-l',
      'app=checkout',
      '-o',
      'name',
    );
    const previous = await Promise.all(
      names.split('\n').map((name) => kubectl('prod-eu1-shop', 'logs', '-n', 'shop', ...all, '--', name)),
    );
    assert.match(previous.join('\n'), /^\[pod\/checkout-\S+\/checkout\] panic: /m);
  });

  test('asks what it may do, who it is, what there is, and what nodes use', async () => {
    assert.equal(await kubectl('prod-eu1-pay', 'auth', 'can-i', 'list', 'pods', '-A'), 'yes');
    assert.equal(await kubectl('prod-eu1-pay', 'auth', 'can-i', 'list', 'secrets', '-A'), 'no');
    assert.match(await kubectl('prod-eu1-pay', 'auth', 'whoami'), /ann@acme\.example/);
    assert.match(
      await kubectl('prod-eu1-pay', 'api-resources'),
      /^deployments +deploy +apps\/v1 +true +Deployment$/m,
    );
    assert.match(await kubectl('prod-eu1-pay', 'top', 'nodes'), /^ip-\S+ +\d+m +\d+%/m);
  });

  test('judges rollouts, and is refused what would change anything', async () => {
    const rollout = ['rollout', 'status', '-n', 'shop', 'deploy/checkout', '--watch=false'];
    assert.match(await kubectl('prod-eu3-shop', ...rollout), /exceeded its progress deadline/);
    assert.match(await kubectl('prod-eu1-edge', 'delete', 'namespace', 'edge'), /MethodNotAllowed/);
  });
});
