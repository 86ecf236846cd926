import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Entry, judged, type Plan, Run, undoPlan, valueAt} from '../../src/operations/index.ts';
import {manualClock} from '../text/manual-clock.ts';
import {aPlan, memoryJournal, named, paths, who} from './a-plan.ts';
import {type SimulatedClusters, simulatedClusters} from './simulated-clusters.ts';

function stage(plan: Plan = aPlan()) {
  const clusters = simulatedClusters();
  clusters.put('hub', '/api/v1/namespaces/federation', named('Namespace', 'federation'));
  clusters.put('hub', paths.app, {
    ...named('Deployment', 'shop'),
    spec: {replicas: 3},
    status: {readyReplicas: 5},
  });
  const clock = manualClock();
  const journal = memoryJournal();
  const ending = new AbortController();
  const start = (more: Partial<ConstructorParameters<typeof Run>[0]> = {}) =>
    new Run({plan, journal, reach: clusters, clock, who, signal: ending.signal, ...more});
  return {clusters, clock, journal, ending, start};
}

const replicasOf = (clusters: SimulatedClusters) =>
  valueAt(clusters.read('hub', paths.app), '/spec/replicas');
const statesOf = (run: Run) => run.state.steps.map(({type}) => type).join(' ');

test('a plan is carried out step by step to its gate, and to its end when a person passes it', async () => {
  const {clusters, clock, start} = stage();
  const run = start();
  await clock.advance(100);
  assert.equal(statesOf(run), 'done done done waiting waiting waiting');
  assert.deepEqual(clusters.effects, [
    `POST member ${paths.namespace}`,
    `POST member ${paths.account}`,
    `POST member ${paths.token}`,
    `POST hub ${paths.hubSecret}`,
  ]);
  run.pass('4');
  await clock.advance(100);
  assert.equal(await run.ended, 'done');
  assert.equal(replicasOf(clusters), 5);
});

test('a token is read from where it is when it is sent, and stands in no line of the journal', async () => {
  const {clusters, clock, journal, start} = stage();
  start();
  await clock.advance(100);
  assert.deepEqual(clusters.read('hub', paths.hubSecret)?.['data'], {token: 'token-of-joiner'});
  assert.doesNotMatch(JSON.stringify(journal.entries), /token-of-joiner/);
});

test('a gate is passed only when it is its turn', async () => {
  const {clock, start} = stage();
  const run = start();
  run.pass('4');
  await clock.advance(100);
  assert.equal(statesOf(run), 'done done done waiting waiting waiting');
});

test('what is there already as it is wanted is left alone, and not taken back', async () => {
  const {clusters, clock, start, journal} = stage();
  clusters.put('member', paths.namespace, named('Namespace', 'federation'));
  const run = start();
  await clock.advance(100);
  assert.equal(clusters.effects[0], `POST member ${paths.account}`);
  const {plan} = undoPlan(run.plan, run.state, {id: 'p-undo', at: 0});
  assert.deepEqual(
    plan.steps.map(({title}) => title),
    ['take back: secret paris', 'take back: service account and token'],
  );
  assert.ok(journal.entries.some((entry) => entry.type === 'outcome' && entry.result === 'found'));
});

test('what is there and is not what is wanted holds the run, and says so', async () => {
  const {clusters, clock, start} = stage();
  clusters.put('hub', paths.hubSecret, {...named('Secret', 'paris'), data: {token: 'another'}});
  const run = start();
  await clock.advance(100);
  assert.deepEqual(run.state.held, [{step: '3', reason: 'it is already there, and is not what is wanted'}]);
  assert.equal(statesOf(run), 'done done held waiting waiting waiting');
  assert.deepEqual(clusters.read('hub', paths.hubSecret)?.['data'], {token: 'another'});
});

test('a field that was changed after the plan was made is not overwritten', async () => {
  const {clusters, clock, start} = stage();
  const run = start();
  await clock.advance(100);
  clusters.put('hub', paths.app, {...named('Deployment', 'shop'), spec: {replicas: 9}});
  run.pass('4');
  await clock.advance(100);
  assert.match(run.state.held[0]?.reason ?? '', /^it was changed after the plan was made/);
  assert.equal(replicasOf(clusters), 9);
});

test('a write that meets another is tried again on what is there then', async () => {
  const {clusters, clock, start} = stage();
  const run = start();
  await clock.advance(100);
  clusters.meet({
    fits: ({verb, query}) => verb === 'PATCH' && query?.['dryRun'] === undefined,
    times: 2,
    reply: {type: 'answered', status: 409, body: {message: 'the object has been modified'}, warnings: []},
  });
  run.pass('4');
  await clock.advance(100);
  assert.equal(await run.ended, 'done');
});

test('an answer that is lost after the server did it is not asked for twice', async () => {
  const {clusters, clock, start} = stage();
  clusters.meet({
    fits: ({verb, query, path}) =>
      verb === 'POST' && path.endsWith('/serviceaccounts') && query?.['dryRun'] === undefined,
    reply: {type: 'lost', reason: 'the connection broke', isSent: true},
    isAfter: true,
  });
  const run = start();
  await clock.advance(1_000);
  assert.equal(statesOf(run), 'done done done waiting waiting waiting');
  assert.equal(clusters.effects.filter((effect) => effect.endsWith(paths.account)).length, 1);
  assert.equal(run.state.steps[1]?.made.length, 2, 'it counts as made by this plan');
});

test('a cluster that does not answer is asked for a minute, and then the run holds and can go on', async () => {
  const {clusters, clock, start} = stage();
  clusters.meet({
    fits: (_ask, context) => context === 'hub',
    times: 12,
    reply: {type: 'lost', reason: 'tcp: refused', isSent: false},
  });
  const run = start();
  await clock.advance(30_000);
  assert.deepEqual(run.state.held, []);
  await clock.advance(40_000);
  assert.deepEqual(run.state.held, [{step: '3', reason: 'no answer for 60 s: tcp: refused'}]);
  run.goOn();
  await clock.advance(60_000);
  assert.equal(run.state.steps[2]?.type, 'done');
});

test('a refusal holds the run with the server’s own reasons, each field by name', async () => {
  const {clusters, clock, start} = stage();
  clusters.meet({
    fits: ({verb, path}) => verb === 'POST' && path.endsWith('/secrets'),
    reply: {
      type: 'answered',
      status: 422,
      body: {message: 'invalid', details: {causes: [{field: 'type', message: 'Required value'}]}},
      warnings: [],
    },
  });
  const run = start();
  await clock.advance(100);
  assert.deepEqual(run.state.held, [{step: '2', reason: 'type: Required value'}]);
});

test('a warning that was not there when the person decided holds the run until they go on', async () => {
  const {clusters, clock, start} = stage();
  const warned = {
    type: 'answered' as const,
    status: 201,
    body: {},
    warnings: ['this kind is deprecated'],
  };
  clusters.meet({
    fits: ({verb, query, path}) =>
      verb === 'POST' && query?.['dryRun'] === 'All' && path.endsWith('/serviceaccounts'),
    times: 2,
    reply: warned,
  });
  const run = start();
  await clock.advance(100);
  assert.deepEqual(run.state.held, [{step: '2', reason: 'the server now warns: this kind is deprecated'}]);
  run.goOn();
  await clock.advance(100);
  assert.equal(run.state.steps[1]?.type, 'done');
});

test('a token that is never issued holds the run after its time, saying what is missing', async () => {
  const {clusters, clock, start} = stage();
  clusters.meet({
    fits: ({verb, path, query}) => verb === 'GET' && path === paths.token && query === undefined,
    times: 1_000,
    reply: {
      type: 'answered',
      status: 200,
      body: {...named('Secret', 'joiner'), type: 'kubernetes.io/service-account-token'},
      warnings: [],
    },
  });
  const run = start();
  await clock.advance(32_000);
  assert.deepEqual(run.state.held, [{step: '2', reason: 'not true after 30 s: data.token is not set'}]);
});

test('a run that is held starts nothing, and stopping ends it with what stands', async () => {
  const {clusters, clock, start, journal} = stage();
  const run = start();
  run.hold('a person wants to look');
  await clock.advance(1_000);
  const before = clusters.effects.length;
  assert.ok(before <= 1, 'at most the call that was under way');
  run.stop();
  await clock.advance(1_000);
  assert.equal(await run.ended, 'stopped');
  assert.equal(clusters.effects.length, before);
  assert.equal(journal.entries.at(-1)?.type, 'ended');
});

test('a new fault holds the run before the next step starts', async () => {
  const {clock, start} = stage();
  let fault: string | undefined;
  const run = start({newFault: () => fault});
  await clock.advance(100);
  fault = 'shop/checkout: CrashLoop x3, new since the run began';
  run.pass('4');
  await clock.advance(100);
  assert.deepEqual(run.state.held, [{reason: fault}]);
  assert.equal(run.state.steps[4]?.type, 'waiting');
});

test('when the process ends, the call under way ends and the journal says that the run was interrupted', async () => {
  const {clock, start, ending, journal} = stage();
  const run = start();
  ending.abort();
  await clock.advance(1_000);
  assert.equal(await run.ended, 'interrupted');
  assert.deepEqual(
    journal.entries.filter(({type}) => type === 'intent').length,
    journal.entries.filter(({type}) => type === 'outcome').length,
  );
});

test('a journal that cannot be written ends the run before anything is sent', async () => {
  const {clusters, clock, start} = stage();
  const entries: Entry[] = [];
  const run = start({
    journal: {
      entries,
      append(entry) {
        if (entry.type === 'intent') throw new Error('no space left on device');
        entries.push(entry);
      },
      close() {},
    },
  });
  const ended = assert.rejects(run.ended, /no space left/);
  await clock.advance(1_000);
  await ended;
  assert.deepEqual(clusters.effects, []);
});

test('undoing takes back what the run made, last first, and leaves what others made meanwhile', async () => {
  const {clusters, clock, start} = stage();
  const run = start();
  await clock.advance(100);
  run.pass('4');
  await clock.advance(100);
  await run.ended;
  clusters.remove('member', paths.account);
  clusters.put('member', paths.account, {...named('ServiceAccount', 'joiner'), secrets: []});
  const {plan, left} = undoPlan(run.plan, run.state, {id: 'p-undo', at: 0});
  assert.deepEqual(left, []);
  const undo = start({plan, journal: memoryJournal()});
  await clock.advance(1_000);
  assert.equal(await undo.ended, 'done');
  assert.equal(replicasOf(clusters), 3);
  assert.equal(clusters.read('hub', paths.hubSecret), undefined);
  assert.notEqual(clusters.read('member', paths.account), undefined, 'made anew by somebody else');
});

test('whatever boundary a run is killed at, resuming leaves each effect once and none missing', async () => {
  const whole = stage();
  const first = whole.start();
  await whole.clock.advance(100);
  first.pass('4');
  await whole.clock.advance(100);
  await first.ended;
  const boundaries = whole.journal.entries.length;
  assert.ok(boundaries > 15);
  // The first line is the plan itself: without it there is no run.
  for (let kill = 2; kill <= boundaries; kill += 1) {
    for (const moment of ['before the line', 'after the line', 'after the call'] as const) {
      const {clusters, clock, journal, start} = stage();
      await killedAt(kill, moment, {clusters, clock, journal, start});
      const resumed = start();
      await clock.advance(100);
      resumed.pass('4');
      await clock.advance(5_000);
      assert.equal(await resumed.ended, 'done', `killed ${moment} ${kill}`);
      assert.deepEqual(
        [...clusters.effects].sort(),
        [...whole.clusters.effects].sort(),
        `killed ${moment} ${kill}`,
      );
      const made = resumed.state.steps.flatMap((step) => step.made).length;
      assert.equal(
        made,
        whole.clusters.effects.length,
        `killed ${moment} ${kill}: all of it can be taken back`,
      );
    }
  }
});

/** Runs until the line is to be written for the `kill`th time, and nothing of that run happens afterwards. */
async function killedAt(
  kill: number,
  moment: 'before the line' | 'after the line' | 'after the call',
  {
    clusters,
    clock,
    journal,
    start,
  }: Pick<ReturnType<typeof stage>, 'clusters' | 'clock' | 'journal' | 'start'>,
): Promise<void> {
  let lines = 0;
  let isDead = false;
  const never = new Promise<never>(() => {});
  const run = start({
    journal: {
      entries: journal.entries,
      append(entry) {
        lines += 1;
        if (isDead) throw new Error('killed');
        if (lines === kill && moment === 'before the line') {
          isDead = true;
          throw new Error('killed');
        }
        journal.append(entry);
        if (lines === kill && moment === 'after the line') isDead = true;
      },
      close() {},
    },
    reach: {
      async ask(...asked: Parameters<SimulatedClusters['ask']>) {
        if (isDead) return never;
        const reply = await clusters.ask(...asked);
        const isWrite = asked[1].verb !== 'GET' && asked[1].query?.['dryRun'] === undefined;
        if (isWrite && lines === kill && moment === 'after the call') isDead = true;
        return isDead ? never : reply;
      },
    },
  });
  run.ended.catch(() => {});
  await clock.advance(50);
  if (!isDead) run.pass('4');
  await clock.advance(50);
}

test('trying a deletion deletes nothing', async () => {
  const {clusters, clock, start} = stage();
  const run = start();
  await clock.advance(100);
  const {plan} = undoPlan(run.plan, run.state, {id: 'p-undo', at: 0});
  const before = clusters.effects.length;
  await judged(plan, clusters, new AbortController().signal);
  assert.equal(clusters.effects.length, before);
  assert.ok(clusters.asked.some(({verb}) => verb === 'DELETE'));
});

test('a warning that the maker of the plan knows of is no news', async () => {
  const plan = aPlan();
  const steps = plan.steps.map((step) =>
    step.id === '2' && step.type === 'write' ? {...step, expected: ['this kind is deprecated']} : step,
  );
  const {clusters, clock, start} = stage({...plan, steps});
  clusters.meet({
    fits: ({verb, query, path}) =>
      verb === 'POST' && query?.['dryRun'] === 'All' && path.endsWith('/serviceaccounts'),
    reply: {type: 'answered', status: 201, body: {}, warnings: ['this kind is deprecated in v1.32+']},
  });
  const run = start();
  await clock.advance(100);
  assert.deepEqual(run.state.held, []);
});

test('where any object of a name will do, one that is there is left as it is', async () => {
  const plan = aPlan();
  const [first, ...others] = plan.steps;
  assert.ok(first?.type === 'write');
  const object = {...named('Namespace', 'federation'), spec: {finalizers: ['ours']}};
  const write = {type: 'create', path: paths.namespace, object, isAnyEnough: true} as const;
  const {clusters, clock, start} = stage({...plan, steps: [{...first, writes: [write]}, ...others]});
  clusters.put('member', paths.namespace, named('Namespace', 'federation'));
  const run = start();
  await clock.advance(100);
  assert.equal(run.state.steps[0]?.type, 'done');
  assert.ok(!clusters.effects.includes(`POST member ${paths.namespace}`));
});

test('an answer that is lost and comes true later is made by this plan, whatever is answered meanwhile', async () => {
  const {clusters, clock, start} = stage();
  const fits = ({
    verb,
    query,
    path,
  }: {
    verb: string;
    query?: Readonly<Record<string, string>>;
    path: string;
  }) => verb === 'POST' && path.endsWith('/serviceaccounts') && query?.['dryRun'] === undefined;
  clusters.meet({fits, reply: {type: 'lost', reason: 'the connection broke', isSent: true}});
  // The first call takes place only now, just before the second.
  const late = {type: 'answered', status: 409, body: {message: 'already exists'}, warnings: []} as const;
  clusters.meet({fits, reply: late, isAfter: true});
  const run = start();
  await clock.advance(2_000);
  assert.equal(statesOf(run), 'done done done waiting waiting waiting');
  assert.deepEqual(
    run.state.steps[1]?.made.map(({write}) => write),
    [0, 1],
  );
});
