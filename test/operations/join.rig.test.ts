import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {isDeepStrictEqual} from 'node:util';
import {
  karmadaJoin,
  kubeFedJoin,
  type Plan,
  Run,
  type Step,
  undoPlan,
  valueAt,
} from '../../src/operations/index.ts';
import {type Cluster, type Rig, rig, rigUnavailable} from '../rig/index.ts';
import {realClock} from '../text/real-clock.ts';
import {type Watched, watched} from '../watch/fleet.ts';
import {memoryJournal, who} from './a-plan.ts';

const hubs = ['kubefed', 'karmada'] as const;

describe('joins of real hubs', {skip: rigUnavailable([...hubs]) ?? false}, () => {
  let fleet: Rig;
  let view: Watched;
  before(async () => {
    fleet = await rig({clusters: ['paris', 'oslo'], nodes: 1, with: hubs});
    view = await watched({kubeconfig: fleet.kubeconfig, kinds: []});
    for (const {context} of fleet.clusters) await view.untilState(context, 'live', 20_000);
  });
  after(async () => {
    await view?.[Symbol.asyncDispose]();
    await fleet?.[Symbol.asyncDispose]();
  });

  const carryOut = async (plan: Plan): Promise<Run> => {
    const contexts = Object.values(plan.places).map(({context}) => context);
    using _permit = view.watch.permitWrites(contexts);
    const run = new Run({
      plan,
      journal: memoryJournal(),
      reach: view.watch,
      clock: realClock,
      who,
      signal: AbortSignal.timeout(90_000),
      onChange() {
        for (const {step, reason} of run.state.held) held.push(`${step}: ${reason}`);
        if (held.length > 0) run.stop();
      },
    });
    const held: string[] = [];
    const end = await run.ended;
    assert.deepEqual({end, held}, {end: 'done', held: []});
    return run;
  };

  const endpoint = async () => {
    const found = await view.watch.endpointOf('oslo');
    assert.ok(found);
    return found;
  };

  test('a join of KubeFed leaves the same as kubefedctl’s on both sides, and undoing it leaves nothing', async () => {
    const {kubefed} = fleet;
    const namespace = kubefed.namespace;
    const seen = {
      [namespace]: ['serviceaccounts', 'secrets'],
      '': ['clusterroles', 'clusterrolebindings', 'namespaces'],
    };
    const hubSeen = {[namespace]: ['secrets', 'kubefedclusters']};
    const [member, hub] = [fleet.cluster('oslo'), kubefed.cluster];
    const there = await namesOf(member, seen);
    await kubefed.join('paris');
    const join = {
      name: 'oslo',
      hub: 'hub',
      member: 'member',
      hubName: 'kubefed',
      namespace,
      scope: 'Cluster',
      endpoint: await endpoint(),
    } as const;
    const run = await carryOut(planOf('kubefed', kubeFedJoin(join)));
    await untilSame(
      () => objectsOf(member, seen, 'oslo', 'karmada'),
      () => objectsOf(fleet.cluster('paris'), seen, 'paris', 'karmada'),
    );
    await untilSame(
      () => objectsOf(hub, hubSeen, 'oslo', 'karmada'),
      () => objectsOf(hub, hubSeen, 'paris', 'karmada'),
    );
    assert.equal((await objectsOf(hub, hubSeen, 'oslo', 'karmada')).length, 2);
    await carryOut(undoPlan(run.plan, run.state, {id: 'p-undo', at: 0}).plan);
    await untilSame(
      () => namesOf(member, seen),
      async () => there,
    );
    assert.deepEqual(await objectsOf(hub, hubSeen, 'oslo', 'karmada'), []);
  });

  test('a join of Karmada leaves the same as karmadactl’s on both sides', async () => {
    const {karmada} = fleet;
    const seen = {
      'karmada-cluster': ['serviceaccounts', 'secrets'],
      '': ['clusterroles', 'clusterrolebindings', 'namespaces'],
    };
    const hubSeen = {'karmada-cluster': ['secrets'], '': ['clusters.cluster.karmada.io']};
    const [member, hub] = [fleet.cluster('oslo'), karmada.cluster];
    await karmada.join('paris');
    const kubeSystem = '/api/v1/namespaces/kube-system';
    const live = await view.watch.ask('oslo', {verb: 'GET', path: kubeSystem}, AbortSignal.timeout(5_000));
    assert.ok(live.type === 'answered');
    const uid = String(valueAt(live.body, '/metadata/uid'));
    const join = {
      name: 'oslo',
      hub: 'hub',
      member: 'member',
      uid,
      endpoint: await endpoint(),
    } as const;
    await carryOut(planOf('karmada', karmadaJoin(join)));
    await untilSame(
      () => objectsOf(hub, hubSeen, 'oslo', 'kubefed'),
      () => objectsOf(hub, hubSeen, 'paris', 'kubefed'),
    );
    await untilSame(
      () => objectsOf(member, seen, 'oslo', 'kubefed'),
      () => objectsOf(fleet.cluster('paris'), seen, 'paris', 'kubefed'),
    );
  });
});

function planOf(hub: string, steps: readonly Step[]): Plan {
  const places = {hub: {context: hub, cluster: hub}, member: {context: 'oslo', cluster: 'oslo'}};
  return {version: 1, id: 'p-1', verb: 'join', title: 'join oslo', madeAt: 0, places, findings: [], steps};
}

type Seen = Readonly<Record<string, readonly string[]>>;

/** Objects that tell of the member and not of the `other` hub, without what differs between any two: uids, versions, times, tokens. */
async function objectsOf(
  cluster: Cluster,
  seen: Seen,
  member: string,
  other: string,
): Promise<readonly unknown[]> {
  const objects = await list(cluster, seen);
  return objects
    .filter((object) => JSON.stringify(object).includes(member) && !JSON.stringify(object).includes(other))
    .map((object) => normal(object, member))
    .sort((left, right) => JSON.stringify(left).localeCompare(JSON.stringify(right)));
}

async function namesOf(cluster: Cluster, seen: Seen): Promise<readonly string[]> {
  const objects = await list(cluster, seen);
  return objects.map(({kind, metadata}) => `${kind} ${metadata.name}`).sort();
}

/** Controllers add to both sides for a moment after a join. */
async function untilSame(left: () => Promise<unknown>, right: () => Promise<unknown>): Promise<void> {
  const until = Date.now() + 20_000;
  for (;;) {
    const [one, other] = [await left(), await right()];
    if (isDeepStrictEqual(one, other) || Date.now() > until) {
      assert.deepEqual(one, other);
      return;
    }
    await sleep(250);
  }
}

interface Listed {
  readonly kind: string;
  readonly metadata: {readonly name: string; readonly namespace?: string} & Record<string, unknown>;
}

async function list(cluster: Cluster, seen: Seen): Promise<readonly Listed[]> {
  const lists = await Promise.all(
    Object.entries(seen).flatMap(([namespace, kinds]) =>
      kinds.map(async (kind) => {
        const scope = namespace === '' ? [] : ['-n', namespace];
        const {stdout} = await cluster.kubectl(['get', kind, ...scope, '-o', 'json']);
        return (JSON.parse(stdout) as {items: readonly Listed[]}).items;
      }),
    ),
  );
  return lists.flat();
}

const volatile = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'managedFields',
  'work.karmada.io/permanent-id',
  'resourcetemplate.karmada.io/uid',
  'generateName',
  'generation',
  'status',
  'timeAdded',
  'kubernetes.io/service-account.uid',
  'kubernetes.io/legacy-token-last-used',
  'kubectl.kubernetes.io/last-applied-configuration',
  'token',
  'id',
  'apiEndpoint',
]);

function normal(value: unknown, member: string): unknown {
  if (typeof value === 'string') {
    // The names of the hub's Secrets end in what the tool drew or we say.
    return value.replaceAll(member, 'MEMBER').replace(/^MEMBER-(?:token|[a-z0-9]{5})$/, 'MEMBER-SECRET');
  }
  if (Array.isArray(value)) return value.map((each) => normal(each, member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, each]) =>
          !volatile.has(key) &&
          !(key === 'labels' && Object.keys(each as object).every((label) => volatile.has(label))),
      )
      .map(([key, each]) => [key, normal(each, member)]),
  );
}
