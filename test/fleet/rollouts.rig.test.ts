import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {type Rollout, stuckAfter, type Verdict} from '../../src/fleet/index.ts';
import {
  type BaseRecord,
  type DeploymentRecord,
  daemonsets,
  deployments,
  events,
  type Kind,
  pods,
  statefulsets,
} from '../../src/kinds/index.ts';
import {type Cluster, type Rig, rig, rigUnavailable} from '../rig/index.ts';
import {type Watched, watched} from '../watch/fleet.ts';
import {connect, fleet as standingFleet} from './fleet.ts';
import {cases, makeWorkloads, namespaceOf, type WorkloadCase, type WorkloadKind} from './workloads.ts';

type WorkloadRecord = BaseRecord &
  Pick<DeploymentRecord, 'desired' | 'current' | 'available' | 'observedGeneration'>;

// Only what they have in common is read of them.
const kinds = {deployments, statefulsets, daemonsets} as unknown as Record<
  WorkloadKind,
  Kind<WorkloadRecord>
>;

describe('rollouts on a real cluster', {skip: rigUnavailable() ?? false}, () => {
  let fleet: Rig;
  let cluster: Cluster;
  let view: Watched;

  before(async () => {
    fleet = await rig({clusters: 1, nodes: 3, controllers: true});
    cluster = fleet.cluster('alpha');
    view = await watched({kubeconfig: fleet.kubeconfig});
    await makeWorkloads(cluster, async () => {
      const areReady = () => cases.filter(({change}) => change).every(hasItsPods);
      await view.until('the first version of every workload', areReady, 30_000);
    });
  });
  after(async () => {
    await view?.[Symbol.asyncDispose]();
    await fleet?.[Symbol.asyncDispose]();
  });

  const recordOf = (one: WorkloadCase) =>
    view.feed.records<WorkloadRecord>('alpha', kinds[one.kind]).get(`${namespaceOf(one)}/${one.name}`);
  const hasItsPods = (one: WorkloadCase) => {
    const record = recordOf(one);
    if (!record || record.observedGeneration === 0) return false;
    const isMeantToFail = one.base.pods !== undefined;
    return record.desired === (isMeantToFail ? record.current : record.available) && record.current > 0;
  };

  for (const one of cases) {
    test(`${one.kind}/${one.name} is ${one.verdict}, and kubectl agrees`, async () => {
      const verdict = () => verdictOf(view.feed.rollouts('alpha'), one);
      const isSo = () => recordOf(one) !== undefined && isAsWanted(verdict(), one);
      await view.until('', isSo, 20_000).catch(() => assert.deepEqual(verdict(), one));
      // What holds for a moment on the way does not count.
      assert.equal(await isDoneForKubectl(cluster, one), one.verdict === 'done');
      assert.ok(isSo(), JSON.stringify(verdict()));
    });
  }

  test('five minutes on, what has not moved is stuck, for the reason it has', async () => {
    using later = standingFleet();
    const held = Object.fromEntries(
      [deployments, statefulsets, daemonsets, pods, events].map((kind) => [
        kind.resource.plural,
        [...view.feed.records('alpha', kind as typeof pods).values()],
      ]),
    );
    connect(later, 'alpha', held);
    await later.clock.advance(stuckAfter);
    const rollouts = later.feed.rollouts('alpha');
    for (const one of cases.filter(({verdict}) => verdict === 'rolling')) {
      const verdict = verdictOf(rollouts, one);
      assert.equal(verdict.type, 'stuck', one.name);
      assert.match(reasonOf(verdict), one.reasonLater ?? one.reason ?? /./, one.name);
    }
  });

  test('the row counts them as the list does', () => {
    const {workloads} = view.row('alpha');
    const count = (type: string) => cases.filter(({verdict}) => verdict === type).length;
    assert.deepEqual(workloads, {
      type: 'known',
      value: {total: cases.length, rolling: count('rolling'), stuck: count('stuck'), paused: count('paused')},
    });
  });
});

function verdictOf(rollouts: readonly Rollout[], one: WorkloadCase): Verdict {
  const found = rollouts.find(
    ({kind, namespace, name}) => kind === one.kind && name === one.name && namespace === namespaceOf(one),
  );
  return found?.verdict ?? {type: 'done'};
}

function reasonOf(verdict: Verdict): string {
  return verdict.type === 'done' ? '' : verdict.reason;
}

function isAsWanted(verdict: Verdict, one: WorkloadCase): boolean {
  if (verdict.type !== one.verdict) return false;
  return one.reason?.test(reasonOf(verdict)) ?? true;
}

/** For OnDelete, and past its deadline, kubectl ends with an error instead of a word. */
async function isDoneForKubectl(cluster: Cluster, one: WorkloadCase): Promise<boolean> {
  const {stdout, stderr} = await cluster.kubectl([
    'rollout',
    'status',
    `${one.kind}/${one.name}`,
    '-n',
    namespaceOf(one),
    '--watch=false',
  ]);
  assert.notEqual(`${stdout}${stderr}`, '');
  return /successfully rolled out|roll out complete|rolling update complete/.test(stdout);
}
