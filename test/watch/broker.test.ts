import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type ContextEntry, KubeError, type LoginCause, type PluginCredential} from '../../src/kube/index.ts';
import type {LoginChange} from '../../src/watch/broker/broker.ts';
import {createBroker} from '../../src/watch/broker/create-broker.ts';
import {type ManualClock, manualClock} from '../text/manual-clock.ts';

const signal = new AbortController().signal;

test('contexts with one token key share one plugin run', async () => {
  const {broker, plugin} = setUp();
  const credentials = [1, 2, 3].map((n) => broker.credentialsFor(context(`c${n}`)));
  const asked = Promise.all(credentials.map((one) => one.current(signal)));
  await plugin.answer({token: 'shared'});
  const identities = await asked;
  assert.deepEqual(
    identities.map(({headers}) => headers['authorization']),
    ['Bearer shared', 'Bearer shared', 'Bearer shared'],
  );
  assert.equal(plugin.started.length, 1);
});

test('a result without an expiry is kept until a server refuses it', async () => {
  const {broker, plugin, clock} = setUp();
  const credentials = broker.credentialsFor(context('a'));
  const first = credentials.current(signal);
  await plugin.answer({token: 'one'});
  await first;
  await clock.advance(24 * 3600_000);
  await credentials.current(signal);
  assert.equal(plugin.started.length, 1);
});

test('a refused credential is fetched anew once, and only if it is still the one in use', async () => {
  const {broker, plugin, clock} = setUp();
  const a = broker.credentialsFor(context('a'));
  const b = broker.credentialsFor(context('b'));
  const old = a.current(signal);
  await plugin.answer({token: 'one'});
  const [identity, other] = [await old, await b.current(signal)];
  assert.equal(await a.refused(identity), true);
  const again = a.current(signal);
  assert.equal((await b.current(signal)).headers['authorization'], 'Bearer one', 'b was not refused');
  await plugin.answer({token: 'two'});
  const fresh = await again;
  assert.equal(fresh.headers['authorization'], 'Bearer two');
  assert.equal(await b.refused(other), true, 'there is a newer one already');
  assert.equal((await b.current(signal)).headers['authorization'], 'Bearer two');
  assert.equal(await a.refused(fresh), false, 'a fresh one was refused as well');
  assert.equal(plugin.started.length, 2);
  await clock.advance(5 * 60_000);
  assert.equal(await a.refused(fresh), true, 'minutes later it is worth another try');
});

test('a credential is refreshed in the background a minute before its end, while the old one still serves', async () => {
  const {broker, plugin, clock} = setUp();
  const credentials = broker.credentialsFor(context('a'));
  const first = credentials.current(signal);
  await plugin.answer({token: 'one', expires: clock.now() + 3600_000});
  await first;
  await clock.advance(3539_000);
  await credentials.current(signal);
  assert.equal(plugin.started.length, 1);
  await clock.advance(1_000);
  assert.equal((await credentials.current(signal)).headers['authorization'], 'Bearer one');
  assert.equal(plugin.started.length, 2);
  await plugin.answer({token: 'two', expires: clock.now() + 3600_000});
  assert.equal((await credentials.current(signal)).headers['authorization'], 'Bearer two');
});

test('a short-lived credential is refreshed at four fifths of its life', async () => {
  const {broker, plugin, clock} = setUp();
  const credentials = broker.credentialsFor(context('a'));
  const first = credentials.current(signal);
  await plugin.answer({token: 'one', expires: clock.now() + 100_000});
  await first;
  await clock.advance(79_000);
  await credentials.current(signal);
  assert.equal(plugin.started.length, 1);
  await clock.advance(1_000);
  await credentials.current(signal);
  assert.equal(plugin.started.length, 2);
});

test('a plugin that answers from a cache of its own, past its date, does not run in a loop', async () => {
  const {broker, plugin, clock} = setUp();
  const credentials = broker.credentialsFor(context('a'));
  const first = credentials.current(signal);
  await plugin.answer({token: 'old', expires: clock.now() - 1});
  await first;
  for (let n = 0; n < 20; n++) await credentials.current(signal);
  assert.equal(plugin.started.length, 1);
});

test('at most two plugins run at once over all groups, and one of a group', async () => {
  const {broker, plugin} = setUp();
  const contexts = ['g1', 'g1', 'g2', 'g2', 'g3'].map((group, n) =>
    context(`c${n}`, {group, args: [`${n}`]}),
  );
  const asked = contexts.map((entry) => broker.credentialsFor(entry).current(signal));
  await turn();
  assert.deepEqual(plugin.running(), ['c0', 'c2']);
  await plugin.answer({token: 't'});
  assert.deepEqual(plugin.running(), ['c2', 'c1']);
  await plugin.answer({token: 't'});
  assert.deepEqual(plugin.running(), ['c1', 'c3']);
  for (let n = 0; n < 3; n++) await plugin.answer({token: 't'});
  await Promise.all(asked);
  assert.equal(plugin.most, 2);
  assert.equal(plugin.mostOfGroup, 1);
});

test('forty contexts behind one ended session cost one run, then one per probe', async () => {
  const {broker, plugin, clock} = setUp();
  const all = Array.from({length: 40}, (_, n) => broker.credentialsFor(context(`c${n}`, {args: [`${n}`]})));
  const asked = Promise.allSettled(all.map((one) => one.current(signal)));
  await plugin.fail('session', 'Plugin aws failed with exit code 255: the SSO session has expired');
  const outcomes = await asked;
  assert.equal(plugin.started.length, 1);
  for (const [n, outcome] of outcomes.entries()) {
    assert.equal(outcome.status, 'rejected');
    assert.ok(outcome.reason instanceof KubeError);
    assert.equal(outcome.reason.context, `c${n}`);
    assert.deepEqual(outcome.reason.failure, {type: 'login', cause: 'session'});
  }
  await clock.advance(29_000);
  await Promise.allSettled(all.map((one) => one.current(signal)));
  assert.equal(plugin.started.length, 1, 'nothing runs while the breaker is open');
  await clock.advance(1_000);
  assert.equal(plugin.started.length, 2, 'one probe');
  assert.equal(plugin.mostOfGroup, 1);
  await plugin.fail('session', 'still');
  await clock.advance(29_999);
  assert.equal(plugin.started.length, 2);
  await clock.advance(1);
  assert.equal(plugin.started.length, 3);
  assert.equal(plugin.most, 1);
});

test('a login made in another terminal heals every context of the group, one run at a time', async () => {
  const {broker, plugin, clock, changes} = setUp();
  const all = Array.from({length: 5}, (_, n) => broker.credentialsFor(context(`c${n}`, {args: [`${n}`]})));
  const first = Promise.allSettled(all.map((one) => one.current(signal)));
  await plugin.fail('session', 'expired');
  await first;
  assert.deepEqual(changes, [{breaker: 'open', group: 'g', contexts: ['c0', 'c1', 'c2', 'c3', 'c4']}]);
  await clock.advance(30_000);
  await plugin.answer({token: 'healed'});
  assert.deepEqual(changes.at(-1), {breaker: 'closed', group: 'g', contexts: ['c0', 'c1', 'c2', 'c3', 'c4']});
  const second = Promise.all(all.map((one) => one.current(signal)));
  for (let n = 0; n < 4; n++) {
    await turn();
    assert.equal(plugin.running().length, 1);
    await plugin.answer({token: `t${n}`});
  }
  await second;
  assert.equal(plugin.started.length, 6);
});

test('ctrl-r probes at once, and pushes the next probe back by a whole interval', async () => {
  const {broker, plugin, clock} = setUp();
  const credentials = broker.credentialsFor(context('a'));
  const asked = Promise.allSettled([credentials.current(signal)]);
  await plugin.fail('session', 'expired');
  await asked;
  await clock.advance(20_000);
  const probes = [broker.probe('g'), broker.probe('g')];
  await turn();
  assert.equal(plugin.started.length, 2, 'two wishes, one probe');
  await plugin.fail('session', 'still expired');
  assert.deepEqual(await Promise.all(probes), [false, false]);
  await clock.advance(29_000);
  assert.equal(plugin.started.length, 2);
  const last = broker.probe('g');
  await plugin.answer({token: 'ok'});
  assert.equal(await last, true);
  assert.equal((await credentials.current(signal)).headers['authorization'], 'Bearer ok');
  await clock.advance(120_000);
  assert.equal(plugin.started.length, 3, 'no probes once it is healed');
  assert.equal(clock.pending, 0);
});

test('what hangs until it is killed is tried a tenth of the time at most, and at once by ctrl-r', async () => {
  const {broker, plugin, clock} = setUp();
  const asked = Promise.allSettled([broker.credentialsFor(context('a')).current(signal)]);
  await plugin.fail('plugin hung', 'Plugin corp did not finish within 30 s');
  await asked;
  await clock.advance(30_000);
  assert.equal(plugin.started.length, 2);
  await clock.advance(30_000);
  await plugin.fail('plugin hung', 'Plugin corp did not finish within 30 s');
  const session = broker.sessionOf('g');
  assert.equal(session.type === 'ended' && session.nextProbe - clock.now(), 270_000);
  await clock.advance(269_999);
  assert.equal(plugin.started.length, 2);
  await clock.advance(1);
  assert.equal(plugin.started.length, 3);
  await plugin.fail('session', 'expired');
  await clock.advance(29_999);
  assert.equal(plugin.started.length, 3);
  const probe = broker.probe('g');
  await turn();
  assert.equal(plugin.started.length, 4);
  await plugin.fail('session', 'expired');
  assert.equal(await probe, false);
});

test('one key that fails although others of its group succeed closes the door to itself alone', async () => {
  const {broker, plugin, clock} = setUp();
  const bad = broker.credentialsFor(context('bad', {args: ['bad']}));
  const good = broker.credentialsFor(context('good', {args: ['good']}));
  const first = Promise.allSettled([bad.current(signal)]);
  await plugin.fail('session', 'no such cluster');
  await first;
  await clock.advance(30_000);
  assert.deepEqual(plugin.running(), ['good'], 'the probe asks another key than the one that failed');
  await plugin.answer({token: 'fine', expires: clock.now() + 40_000});
  const second = Promise.allSettled([bad.current(signal)]);
  await plugin.fail('session', 'no such cluster');
  assert.equal((await second)[0].status, 'rejected');
  assert.equal((await good.current(signal)).headers['authorization'], 'Bearer fine');
  await clock.advance(41_000);
  const third = good.current(signal);
  while (plugin.running().includes('bad')) await plugin.fail('session', 'no such cluster');
  await plugin.answer({token: 'fine too'});
  assert.equal((await third).headers['authorization'], 'Bearer fine too', 'good is not blocked by bad');
});

test('a missing plugin concerns its command and no other of the group', async () => {
  const {broker, plugin, changes, clock} = setUp();
  const one = broker.credentialsFor(context('one', {command: 'aws-iam-authenticator', args: ['1']}));
  const two = broker.credentialsFor(
    context('two', {command: 'aws-iam-authenticator', args: ['2'], group: 'h'}),
  );
  const three = broker.credentialsFor(context('three', {command: 'aws'}));
  const asked = Promise.allSettled([one.current(signal)]);
  await plugin.fail('no plugin', 'aws-iam-authenticator is not on the PATH: brew install it');
  await asked;
  await assert.rejects(two.current(signal), /brew install it/);
  assert.equal(plugin.started.length, 1);
  const fine = three.current(signal);
  await plugin.answer({token: 'aws'});
  await fine;
  assert.deepEqual(
    changes.map(({contexts}) => contexts),
    [['one'], ['two']],
  );
  await clock.advance(30_000);
  assert.equal(plugin.running().length, 1, 'it is looked for again');
  await plugin.answer({token: 'installed'});
  assert.deepEqual(changes.at(-1)?.breaker, 'closed');
});

test('a credential that still lasts goes on serving while its session has ended', async () => {
  const {broker, plugin, clock} = setUp();
  const a = broker.credentialsFor(context('a', {args: ['a']}));
  const b = broker.credentialsFor(context('b', {args: ['b']}));
  const first = a.current(signal);
  await plugin.answer({token: 'lasts', expires: clock.now() + 3600_000});
  await first;
  const second = Promise.allSettled([b.current(signal)]);
  await plugin.fail('session', 'expired');
  await second;
  assert.equal((await a.current(signal)).headers['authorization'], 'Bearer lasts');
  await assert.rejects(b.current(signal), /expired/);
});

test('a context that gives up does not end the run that others wait for', async () => {
  const {broker, plugin} = setUp();
  const impatient = new AbortController();
  const a = broker.credentialsFor(context('a')).current(impatient.signal);
  const b = broker.credentialsFor(context('b')).current(signal);
  await turn();
  impatient.abort();
  await assert.rejects(a, (error: KubeError) => error.failure.type === 'aborted' && error.context === 'a');
  assert.equal(plugin.aborted, 0);
  await plugin.answer({token: 'for b'});
  assert.equal((await b).headers['authorization'], 'Bearer for b');
});

test('a run outlives a context that waits less long than the plugin takes', async () => {
  const {broker, plugin} = setUp();
  const credentials = broker.credentialsFor(context('a'));
  const impatient = new AbortController();
  const asked = Promise.allSettled([credentials.current(impatient.signal)]);
  await turn();
  impatient.abort();
  await asked;
  await plugin.answer({token: 'late'});
  assert.equal((await credentials.current(signal)).headers['authorization'], 'Bearer late');
  assert.equal(plugin.started.length, 1);
});

test('forgetting the last context of a key ends its run, and a group without contexts is not probed', async () => {
  const {broker, plugin, clock} = setUp();
  const asked = Promise.allSettled([broker.credentialsFor(context('a')).current(signal)]);
  await turn();
  broker.forget('a');
  await asked;
  assert.equal(plugin.aborted, 1);
  const again = Promise.allSettled([broker.credentialsFor(context('b')).current(signal)]);
  await plugin.fail('session', 'expired');
  await again;
  broker.forget('b');
  await clock.advance(120_000);
  assert.equal(plugin.started.length, 2);
  assert.deepEqual(broker.report(), []);
});

test('an entry that changes its plugin is asked for anew', async () => {
  const {broker, plugin} = setUp();
  const first = broker.credentialsFor(context('a', {args: ['1']})).current(signal);
  await plugin.answer({token: 'one'});
  await first;
  const second = broker.credentialsFor(context('a', {args: ['2']})).current(signal);
  await plugin.answer({token: 'two'});
  assert.equal((await second).headers['authorization'], 'Bearer two');
});

test('whom an edited entry impersonates counts at once, and its plugin is not run again for that', async () => {
  const {broker, plugin} = setUp();
  const as = (user: string, groups: readonly string[]): ContextEntry => {
    const entry = context('a');
    return {...entry, user: {...entry.user, impersonate: {user, groups, extra: {}}}};
  };
  const other = broker.credentialsFor(context('b'));
  const first = broker.credentialsFor(as('admin', ['masters'])).current(signal);
  await plugin.answer({token: 'one'});
  assert.equal((await first).headers['impersonate-user'], 'admin');
  const untouched = await other.current(signal);
  const edited = broker.credentialsFor(as('viewer', []));
  const identity = await edited.current(signal);
  assert.deepEqual(identity.headers, {authorization: 'Bearer one', 'impersonate-user': 'viewer'});
  assert.deepEqual((await broker.credentialsFor(context('a')).current(signal)).headers, {
    authorization: 'Bearer one',
  });
  assert.equal(await other.current(signal), untouched);
  assert.equal(plugin.started.length, 1);
});

test('nothing is probed for contexts that are parked, and one that asks again is tried at once', async () => {
  const {broker, plugin, clock} = setUp();
  const a = broker.credentialsFor(context('a', {args: ['a']}));
  const b = broker.credentialsFor(context('b', {args: ['b']}));
  const asked = Promise.allSettled([a.current(signal), b.current(signal)]);
  await plugin.fail('session', 'expired');
  await asked;
  broker.park('a');
  await clock.advance(30_000);
  assert.deepEqual(plugin.running(), ['b'], 'the one that is awake is probed for');
  await plugin.fail('session', 'expired');
  broker.park('b');
  await clock.advance(120_000);
  assert.equal(plugin.started.length, 2);
  assert.equal(clock.pending, 0);
  const again = a.current(signal);
  await plugin.answer({token: 'logged in'});
  assert.equal((await again).headers['authorization'], 'Bearer logged in');
  broker.park('a');
  assert.equal((await a.current(signal)).headers['authorization'], 'Bearer logged in', 'what it had is kept');
  assert.equal(plugin.started.length, 3);
});

test('closing ends every run and waits for it', async () => {
  const {broker, plugin, clock} = setUp();
  const asked = Promise.allSettled(
    ['g1', 'g2', 'g3'].map((group) => broker.credentialsFor(context(group, {group})).current(signal)),
  );
  await turn();
  await broker.close();
  assert.equal(plugin.aborted, 2);
  assert.equal(plugin.started.length, 2);
  for (const outcome of await asked) assert.equal(outcome.status, 'rejected');
  assert.equal(clock.pending, 0);
});

test('the report says what each login group holds and why it fails', async () => {
  const {broker, plugin, clock} = setUp();
  const a = broker.credentialsFor(context('a', {group: 'good'})).current(signal);
  await plugin.answer({token: 't', expires: clock.now() + 3600_000});
  await a;
  const b = Promise.allSettled([broker.credentialsFor(context('b', {group: 'bad'})).current(signal)]);
  await plugin.fail('session', 'expired');
  await b;
  assert.deepEqual(broker.report(), [
    {group: 'good', contexts: ['a'], breaker: 'closed', runs: 1, expires: clock.now() + 3600_000},
    {
      group: 'bad',
      contexts: ['b'],
      breaker: 'open',
      runs: 1,
      nextProbe: clock.now() + 30_000,
      reason: 'expired; log in with: corp login',
    },
  ]);
});

test('fixed credentials pass without a run', async () => {
  const {broker, plugin} = setUp();
  const entry = {...context('a'), user: {name: 'u', token: 'fixed'}};
  assert.equal((await broker.credentialsFor(entry).current(signal)).headers['authorization'], 'Bearer fixed');
  assert.equal(broker.groupOf(entry), undefined);
  assert.equal(plugin.started.length, 0);
});

test('where the end of a session is known it is told, until a credential that comes after it shows otherwise', async () => {
  const {broker, plugin, clock, sessionEnds} = setUp();
  const hour = 3600_000;
  const end = clock.now() + hour;
  sessionEnds.set('g', end);
  const credentials = broker.credentialsFor(context('a'));
  const ask = async (token: string) => {
    const asked = credentials.current(signal);
    await plugin.answer({token, expires: clock.now() + 50 * 60_000});
    await asked;
  };
  const told = () => broker.credentialOf('a')?.sessionEnds;
  assert.equal(told(), undefined);
  await ask('one');
  assert.equal(told(), end);
  assert.equal(broker.report()[0]?.expires, end);
  sessionEnds.set('g', end + 1);
  await clock.advance(59_000);
  assert.equal(told(), end);
  await clock.advance(1000);
  told();
  await turn();
  assert.equal(told(), end + 1, 'it is looked at again after a minute');
  sessionEnds.set('g', end + 2);
  await broker.probe('g');
  assert.equal(told(), end + 2, 'and when a person has logged in');
  await clock.advance(49 * 60_000);
  await ask('two');
  assert.equal(told(), end + 2);
  await clock.advance(20 * 60_000);
  assert.equal(told(), end + 2, 'it is over, as far as anybody knows');
  await clock.advance(30 * 60_000);
  await ask('three');
  assert.equal(told(), undefined);
});

test('what a login made by a person gave serves all that share the key, and opens the door of their group', async () => {
  const {broker, plugin, changes} = setUp();
  const [a, twin, other] = [context('a'), context('twin'), context('other', {args: ['other']})].map((entry) =>
    broker.credentialsFor(entry),
  );
  const first = Promise.allSettled([a?.current(signal), twin?.current(signal), other?.current(signal)]);
  await plugin.fail('session', 'it must ask a person');
  await first;
  assert.equal(broker.sessionOf('g').type, 'ended');
  broker.accept('a', {token: 'given'});
  assert.deepEqual(changes.at(-1), {breaker: 'closed', group: 'g', contexts: ['a', 'twin', 'other']});
  for (const one of [a, twin]) {
    assert.equal((await one?.current(signal))?.headers['authorization'], 'Bearer given');
  }
  assert.equal(plugin.started.length, 1, 'nothing had to run for it');
  const asked = other?.current(signal);
  await plugin.answer({token: 'own'});
  assert.equal((await asked)?.headers['authorization'], 'Bearer own');
  assert.deepEqual(broker.sessionOf('g'), {type: 'good'});
});

test('who waits for a run is given what a person’s login gave meanwhile, and the run is ended', async () => {
  const {broker, plugin} = setUp();
  const asked = broker.credentialsFor(context('a')).current(signal);
  await turn();
  broker.accept('a', {token: 'given'});
  assert.equal((await asked).headers['authorization'], 'Bearer given');
  await turn();
  assert.equal(plugin.aborted, 1);
  assert.deepEqual(broker.sessionOf('g'), {type: 'good'}, 'its end is no failure');
});

test('of a credential only what it says of itself is told, and whether a fresh one can be had', async () => {
  const {broker, plugin, clock} = setUp();
  const entry = context('a');
  const credentials = broker.credentialsFor(entry);
  assert.deepEqual(broker.credentialOf('a'), {claims: undefined, isBlocked: false});
  assert.deepEqual(broker.sessionOf('g'), {type: 'unknown'});
  const first = credentials.current(signal);
  const expires = clock.now() + 3600_000;
  await plugin.answer({token: 'secret', expires});
  await first;
  assert.deepEqual(broker.credentialOf('a'), {claims: {expires}, isBlocked: false});
  await clock.advance(3540_000);
  await credentials.current(signal);
  await plugin.fail('session', 'the session has ended');
  assert.deepEqual(broker.credentialOf('a'), {claims: {expires}, isBlocked: true});
  assert.deepEqual(broker.sessionOf('g'), {
    type: 'ended',
    nextProbe: clock.now() + 30_000,
    reason: 'the session has ended; log in with: corp login',
  });
  broker.forget('a');
  assert.equal(broker.credentialOf('a'), undefined);
});

test('what is to be known of a credential is told once for all that share it, as long as it is the one in use', async () => {
  const {broker, plugin, clock} = setUp();
  const a = broker.credentialsFor(context('a'));
  // A rule of the settings has put it into another group.
  const b = broker.credentialsFor(context('b', {group: 'other'}));
  const first = Promise.all([a.current(signal), b.current(signal)]);
  assert.deepEqual(broker.problems(), []);
  const expires = clock.now() + 3600_000;
  const problem = 'it cannot be kept';
  await plugin.answer({token: 'one', expires, problem});
  await plugin.answer({token: 'one', problem});
  await first;
  assert.deepEqual(broker.problems(), ['it cannot be kept']);
  await clock.advance(3540_000);
  await a.current(signal);
  await plugin.answer({token: 'two'});
  assert.deepEqual(broker.problems(), ['it cannot be kept']);
  broker.forget('b');
  assert.deepEqual(broker.problems(), []);
});

function setUp() {
  const clock: ManualClock = manualClock();
  const plugin = fakePlugin();
  const sessionEnds = new Map<string, number>();
  const broker = createBroker({
    run: plugin.run,
    groupOf: (entry) => ({id: groupOf(entry), name: groupOf(entry), short: 'corp', login: ['corp', 'login']}),
    sessionEnd: async ({id}) => sessionEnds.get(id),
    clock,
  });
  const changes: {breaker: string; group: string; contexts: readonly string[]}[] = [];
  broker.onChange(({breaker, group, contexts}: LoginChange) =>
    changes.push({breaker, group: group.id, contexts}),
  );
  return {broker, plugin, clock, changes, sessionEnds};
}

/** Runs stay under way until the test answers them, oldest first. */
function fakePlugin() {
  const open: {
    entry: ContextEntry;
    resolve(credential: PluginCredential): void;
    reject(error: Error): void;
  }[] = [];
  const plugin = {
    started: [] as string[],
    most: 0,
    mostOfGroup: 0,
    aborted: 0,
    running: () => open.map(({entry}) => entry.name),
    run: (entry: ContextEntry, ending: AbortSignal) =>
      new Promise<PluginCredential>((resolve, reject) => {
        const one = {entry, resolve, reject};
        open.push(one);
        plugin.started.push(entry.name);
        plugin.most = Math.max(plugin.most, open.length);
        const ofGroup = open.filter((other) => groupOf(other.entry) === groupOf(entry)).length;
        plugin.mostOfGroup = Math.max(plugin.mostOfGroup, ofGroup);
        ending.addEventListener('abort', () => {
          plugin.aborted++;
          open.splice(open.indexOf(one), 1);
          reject(new KubeError('ended', {context: entry.name, failure: {type: 'aborted'}}));
        });
      }),
    async answer(credential: PluginCredential) {
      await turn();
      next().resolve(credential);
      await turn();
    },
    async fail(cause: LoginCause, message: string) {
      await turn();
      const {entry, reject} = next();
      reject(new KubeError(message, {context: entry.name, failure: {type: 'login', cause}}));
      await turn();
    },
  };
  const next = () => {
    const one = open.shift();
    assert.ok(one, 'no plugin is running');
    return one;
  };
  return plugin;
}

function context(
  name: string,
  {
    group = 'g',
    args = [],
    command = 'corp',
  }: {group?: string; args?: readonly string[]; command?: string} = {},
): ContextEntry {
  return {
    name,
    file: '/config',
    cluster: {name, server: 'https://cluster', skipTlsVerify: false, disableCompression: false},
    user: {
      name: group,
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command,
        args,
        env: [],
        provideClusterInfo: false,
        interactiveMode: 'Never',
      },
    },
  };
}

function groupOf(entry: ContextEntry): string {
  return entry.user.name;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
