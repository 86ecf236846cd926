import assert from 'node:assert/strict';
import test, {after, before, describe} from 'node:test';
import {
  type Cluster,
  installMetrics,
  type Rig,
  rig,
  rigUnavailable,
  sampleMetrics,
  untilAvailable,
} from './index.ts';
import {until} from './until.ts';

describe('simulated nodes and pods', {skip: rigUnavailable() ?? false}, () => {
  let fleet: Rig;
  let cluster: Cluster;
  before(async () => {
    fleet = await rig({nodes: 2});
    cluster = fleet.cluster('alpha');
  });
  after(() => fleet[Symbol.asyncDispose]());

  test('nodes become Ready, and follow their label', async () => {
    const ready = (status: string) => async () =>
      (
        await lines('nodes', 'NAME:.metadata.name,READY:.status.conditions[?(@.type=="Ready")].status')
      ).includes(`node-1 ${status}`);
    await until('node-1 is Ready', ready('True'));
    await cluster.label('/api/v1/nodes/node-1', {'rig.flotilla.dev/ready': 'false'});
    await until('node-1 is not Ready', ready('False'));
    await cluster.label('/api/v1/nodes/node-1', {'rig.flotilla.dev/ready': null});
    await until('node-1 is Ready again', ready('True'));
  });

  test('kubectl shows each fate as it shows the real thing', async () => {
    const expected = {
      'crash-loop': 'CrashLoopBackOff',
      'image-pull-error': 'ImagePullBackOff',
      oom: 'OOMKilled',
      creating: 'ContainerCreating',
      unready: 'Running',
      'init-waiting': 'Init:0/1',
      'init-crash-loop': 'Init:CrashLoopBackOff',
      evicted: 'Evicted',
      failed: 'Error',
      completed: 'Completed',
    };
    await cluster.apply(
      Object.keys(expected).map((fate) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {name: fate, annotations: {'rig.flotilla.dev/fate': fate}},
        spec: {
          ...(fate.startsWith('init')
            ? {initContainers: [{name: 'first', image: 'registry.invalid/x'}]}
            : {}),
          containers: [{name: 'main', image: 'registry.invalid/x'}],
        },
      })),
    );
    let shown: Record<string, string> = {};
    await until('every pod has its fate', async () => {
      const {stdout} = await cluster.kubectl(['get', 'pods', '--no-headers']);
      shown = Object.fromEntries(
        stdout
          .split('\n')
          .map((line) => line.split(/\s+/))
          .map(([name, , status]) => [name, status]),
      ) as Record<string, string>;
      return Object.entries(expected).every(([fate, status]) => shown[fate] === status);
    }).catch(() => assert.deepEqual(shown, expected));
    const {stdout} = await cluster.kubectl(['get', 'events', '--field-selector=type=Warning,reason=BackOff']);
    assert.match(stdout, /pod\/crash-loop/);
  });

  test('a deployment becomes available, and a slow one later', async () => {
    await cluster.deployment('quick', {replicas: 2});
    await cluster.deployment('slow', {podAnnotations: {'rig.flotilla.dev/ready-after': '2s'}});
    await untilAvailable(cluster, 'default', 'quick');
    await until('slow runs and is not ready', async () => {
      const {stdout} = await cluster.kubectl(['get', 'pods', '-l', 'app=slow', '--no-headers']);
      return /0\/1\s+Running/.test(stdout);
    });
    await untilAvailable(cluster, 'default', 'slow');
  });

  test('the pods of a job complete, and deleted pods go', async () => {
    await cluster.kubectl(['create', 'job', 'once', '--image=registry.invalid/x']);
    const {stdout} = await cluster.kubectl(['wait', 'job/once', '--for=condition=Complete', '--timeout=30s']);
    assert.match(stdout, /condition met/);
    const deleted = await cluster.kubectl(['delete', 'pod', 'completed', '--timeout=20s']);
    assert.equal(deleted.exitCode, 0, deleted.stderr);
  });

  test('kubectl top has figures for nodes and pods', async () => {
    await installMetrics(cluster);
    await sampleMetrics(cluster);
    assert.match((await cluster.kubectl(['top', 'nodes'])).stdout, /node-0\s+400m\s+10%\s+2048Mi/);
    assert.match((await cluster.kubectl(['top', 'pods'])).stdout, /unready\s+\d+m\s+\d+Mi/);
  });

  async function lines(resource: string, columns: string): Promise<readonly string[]> {
    const {stdout} = await cluster.kubectl([
      'get',
      resource,
      '--no-headers',
      '-o',
      `custom-columns=${columns}`,
    ]);
    return stdout.split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
  }
});
