import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {pods} from '../../src/kinds/index.ts';
import {type ExecEntry, type Kubeconfig, KubeError, type UserEntry} from '../../src/kube/index.ts';
import {entryOf, kubeconfigOf, type StageOptions, stage, version, wellBehaved} from './stage.ts';

const exec: ExecEntry = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: '/opt/corp-login',
  args: ['token'],
  env: [],
  provideClusterInfo: false,
  interactiveMode: 'IfAvailable',
};

let folder: string;
let choicesFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-logins-'));
  choicesFile = join(folder, 'contexts.json');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

/** Contexts by the login group their plugins belong to, besides a context `fixed` with a token. */
function fleetOf(groups: Readonly<Record<string, readonly string[]>>) {
  const names = Object.values(groups).flat();
  const kubeconfig: Kubeconfig = {
    ...kubeconfigOf('fixed'),
    contexts: [...kubeconfigOf('fixed').contexts, ...names.map((name) => withUser(name, {exec}))],
  };
  const groupOf = Object.fromEntries(
    Object.entries(groups).flatMap(([group, members]) => members.map((name) => [name, group])),
  );
  return {kubeconfig, groups: groupOf};
}

function withUser(name: string, user: Partial<UserEntry>) {
  return {type: 'usable' as const, name, entry: entryOf(name, {user: {name: 'ann', ...user}})};
}

function numbered(prefix: string, count: number): readonly string[] {
  return Array.from({length: count}, (_, index) => `${prefix}${index}`);
}

describe('a start with many contexts that need a plugin', () => {
  const start = (options: StageOptions) => stage({...options, watch: {choicesFile, ...options.watch}});
  const states = ({feed}: Awaited<ReturnType<typeof stage>>, names: readonly string[]) => [
    ...new Set(names.map((name) => feed.now(name))),
  ];

  it('connects those that need none and asks nothing of the others until a person has chosen', async () => {
    const [aws, corp] = [numbered('aws', 6), numbered('corp', 3)];
    const it = await start(fleetOf({aws, corp}));
    assert.equal(it.feed.now('fixed'), 'live');
    assert.deepEqual(states(it, [...aws, ...corp]), ['parked']);
    assert.deepEqual([...new Set(it.asked.map(({context}) => context))], ['fixed']);
    assert.deepEqual(it.logins.parked.toSorted(), [...aws, ...corp].toSorted(), 'nor is a login probed');
    assert.deepEqual(
      it.watch
        .logins()
        .map(({id, contexts, held, needsPlugin, isChosen}) => [
          id,
          contexts.length,
          held.length,
          needsPlugin,
          isChosen,
        ]),
      [
        ['aws', 6, 6, true, undefined],
        ['corp', 3, 3, true, undefined],
      ],
    );
    assert.deepEqual([it.watch.needsLogin('aws0'), it.watch.needsLogin('fixed')], [true, false]);
    assert.equal(it.feed.logins.get('aws0')?.group, 'aws', 'their row says which login they wait for');
    await it.watch.close();
  });

  it('connects what is chosen, and remembers it for the next start', async () => {
    const [aws, corp] = [numbered('aws', 6), numbered('corp', 3)];
    const first = await start(fleetOf({aws, corp}));
    first.watch.choose(
      new Map([
        ['aws', true],
        ['corp', false],
      ]),
    );
    await first.clock.advance(0);
    assert.deepEqual(states(first, aws), ['live']);
    assert.deepEqual(states(first, corp), ['parked']);
    await first.watch.close();
    const second = await start(fleetOf({aws, corp}));
    assert.deepEqual(states(second, aws), ['live']);
    assert.deepEqual(states(second, corp), ['parked']);
    assert.deepEqual(
      second.watch.logins().map(({id, held, isChosen}) => [id, held.length, isChosen]),
      [
        ['aws', 0, true],
        ['corp', 3, false],
      ],
    );
    second.watch.choose(new Map([['aws', false]]));
    assert.deepEqual(states(second, aws), ['parked'], 'and what is refused later is put aside');
    await second.watch.close();
  });

  it('connects up to eight unasked, and does not hold back their group when it grows', async () => {
    const aws = numbered('aws', 8);
    const first = await start(fleetOf({aws}));
    assert.deepEqual(states(first, aws), ['live']);
    await first.watch.close();
    const more = numbered('aws', 20);
    const second = await start(fleetOf({aws: more}));
    assert.deepEqual(states(second, more), ['live']);
    await second.watch.close();
  });

  it('holds back a crowd of a group that appears while it runs, and lets in a few', async () => {
    const aws = numbered('aws', 3);
    const few = numbered('few', 2);
    const crowd = [...numbered('crowd', 9), 'late'];
    const all = fleetOf({aws, few, crowd});
    const it = await start({...all, kubeconfig: fleetOf({aws}).kubeconfig});
    it.reconfigure(fleetOf({aws, few}).kubeconfig);
    await it.clock.advance(0);
    assert.deepEqual(states(it, few), ['live']);
    it.reconfigure(fleetOf({aws, few, crowd: crowd.slice(0, 9)}).kubeconfig);
    await it.clock.advance(0);
    assert.deepEqual(states(it, crowd.slice(0, 9)), ['parked']);
    assert.deepEqual(states(it, [...aws, ...few]), ['live'], 'what is connected stays so');
    it.reconfigure(fleetOf({aws, few, crowd: [...crowd.slice(0, 3), 'late']}).kubeconfig);
    await it.clock.advance(0);
    const left = [...crowd.slice(0, 3), 'late'];
    assert.deepEqual(
      states(it, left),
      ['parked'],
      'those that wait are not started by an edit, nor one more',
    );
    assert.equal(it.watch.logins().at(-1)?.isChosen, undefined, 'nor chosen by it');
    await it.watch.close();
  });

  it('lets one context of a group that was not chosen be taken up alone, and remembers that', async () => {
    const aws = numbered('aws', 9);
    const first = await start(fleetOf({aws}));
    first.watch.unpark('aws3');
    await first.clock.advance(0);
    assert.equal(first.feed.now('aws3'), 'live');
    assert.equal(first.watch.logins()[0]?.held.length, 8);
    await first.watch.close();
    const second = await start(fleetOf({aws}));
    assert.deepEqual([second.feed.now('aws3'), second.feed.now('aws4')], ['live', 'parked']);
    await second.watch.close();
  });

  it('leaves connected what was taken up alone, also when its group is refused', async () => {
    const aws = numbered('aws', 9);
    const first = await start(fleetOf({aws}));
    first.watch.unpark('aws3');
    await first.clock.advance(0);
    const opened = first.opened.length;
    first.watch.choose(new Map([['aws', false]]));
    await first.clock.advance(0);
    assert.deepEqual([first.feed.now('aws3'), first.feed.now('aws4')], ['live', 'parked']);
    assert.equal(first.opened.length, opened, 'its connection is the one it had');
    await first.watch.close();
    const second = await start(fleetOf({aws}));
    assert.deepEqual([second.feed.now('aws3'), second.feed.now('aws4')], ['live', 'parked']);
    second.watch.choose(new Map([['aws', true]]));
    second.watch.choose(new Map([['aws', false]]));
    await second.clock.advance(0);
    assert.equal(second.feed.now('aws3'), 'parked', 'once its group was chosen, it goes with its group');
    await second.watch.close();
  });

  it('leaves parked what was parked by name, also when its group is chosen', async () => {
    const first = await start(fleetOf({aws: ['aws0', 'aws1']}));
    first.watch.park('aws0');
    first.watch.park('fixed');
    first.watch.choose(new Map([['aws', true]]));
    await first.clock.advance(0);
    assert.equal(first.feed.now('aws0'), 'parked');
    await first.watch.close();
    const second = await start(fleetOf({aws: ['aws0', 'aws1']}));
    assert.deepEqual(
      ['fixed', 'aws0', 'aws1'].map((name) => second.feed.now(name)),
      ['parked', 'parked', 'live'],
    );
    assert.deepEqual(second.watch.logins()[0]?.held, [], 'it waits for nobody');
    second.watch.unpark('fixed');
    await second.watch.close();
    const third = await start(fleetOf({aws: ['aws0', 'aws1']}));
    assert.equal(third.feed.now('fixed'), 'live');
    await third.watch.close();
  });

  it('starts a context that waited for a login when its entry no longer needs one', async () => {
    const aws = numbered('aws', 9);
    const it = await start(fleetOf({aws}));
    const {kubeconfig} = fleetOf({aws});
    const contexts = kubeconfig.contexts.map((context) =>
      context.name === 'aws0' ? withUser('aws0', {token: 't'}) : context,
    );
    it.reconfigure({...kubeconfig, contexts});
    await it.clock.advance(0);
    assert.deepEqual([it.feed.now('aws0'), it.feed.now('aws1')], ['live', 'parked']);
    await it.watch.close();
  });

  it('holds nothing back and writes nothing where nobody is there to choose', async () => {
    const aws = numbered('aws', 30);
    const it = await stage(fleetOf({aws}));
    assert.deepEqual(states(it, aws), ['live']);
    it.watch.park('aws0');
    await it.watch.close();
    assert.equal(existsSync(choicesFile), false);
  });
});

describe('the login of a context', () => {
  it('is told to the row: its group, whom it names, its end, and whether it is renewed', async () => {
    const it = await stage(fleetOf({aws: ['a']}));
    const expires = it.clock.now() + 60_000;
    assert.deepEqual(it.feed.logins.get('a'), {group: 'aws', isRenewed: true});
    assert.deepEqual(it.feed.logins.get('fixed'), {group: 'ann', isRenewed: false});
    it.logins.held.set('a', {claims: {expires, subject: 'ann@corp'}, isBlocked: false});
    await it.clock.advance(1_000);
    assert.deepEqual(it.feed.logins.get('a'), {group: 'aws', user: 'ann@corp', expires, isRenewed: true});
    it.logins.held.set('a', {claims: {expires}, isBlocked: true});
    await it.clock.advance(1_000);
    assert.deepEqual(it.feed.logins.get('a'), {group: 'aws', expires, isRenewed: false});
    assert.deepEqual(it.watch.loginOf('a'), {
      context: 'a',
      origin: 'plugin',
      user: 'ann',
      group: {id: 'aws', name: 'aws', short: 'aws'},
      expires,
      isRenewed: false,
    });
    it.logins.held.set('a', {claims: {expires}, sessionEnds: expires + 1, isBlocked: false});
    await it.clock.advance(1_000);
    assert.deepEqual(it.feed.logins.get('a'), {group: 'aws', expires: expires + 1, isRenewed: false});
    assert.equal(it.watch.logins()[0]?.expires, expires + 1);
    assert.equal(it.watch.loginOf('nobody'), undefined);
    await it.watch.close();
  });

  it('with fixed credentials ends when its token does', async () => {
    const claims = Buffer.from(JSON.stringify({exp: 2_000_000_000, sub: 'ci'})).toString('base64url');
    const kubeconfig = {...kubeconfigOf('a'), contexts: [withUser('a', {token: `e30.${claims}.s`})]};
    const it = await stage({kubeconfig});
    assert.deepEqual(it.feed.logins.get('a'), {
      group: 'ann',
      user: 'ci',
      expires: 2_000_000_000_000,
      isRenewed: false,
    });
    await it.watch.close();
  });

  it('has a command: that of the settings also where credentials are fixed, else the plugin', async () => {
    const it = await stage({
      ...fleetOf({aws: ['a']}),
      settings: {logins: [{name: 'oc', match: {context: 'fix*'}, command: ['oc', 'login']}]},
      watch: {environment: {PATH: '/bin'}},
    });
    assert.deepEqual(await it.watch.loginCommand('fixed'), {
      command: ['oc', 'login'],
      environment: {PATH: '/bin'},
      isPlugin: false,
    });
    const plugin = await it.watch.loginCommand('a');
    assert.deepEqual([plugin?.command, plugin?.isPlugin], [['/opt/corp-login', 'token'], true]);
    assert.equal(await it.watch.loginCommand('nobody'), undefined);
    assert.deepEqual(it.watch.logins()[0]?.command, ['/opt/corp-login', 'token']);
    await it.watch.close();
  });

  it('that was healed has every context of its group ask again at once, and no other', async () => {
    const it = await stage(fleetOf({aws: ['a', 'b'], corp: ['c']}));
    for (const name of ['a', 'b', 'c']) it.plays.set(name, {type: 'login', cause: 'refused'});
    await it.clock.advance(11_000);
    assert.deepEqual(
      ['a', 'b', 'c'].map((name) => it.feed.now(name)),
      ['login', 'login', 'login'],
    );
    for (const name of ['a', 'b', 'c']) it.plays.set(name, wellBehaved);
    assert.deepEqual(await it.watch.healLogin('a'), {type: 'healed'});
    await it.clock.advance(0);
    assert.deepEqual(
      ['a', 'b', 'c'].map((name) => it.feed.now(name)),
      ['live', 'live', 'login'],
    );
    assert.deepEqual(await it.watch.healLogin('corp'), {type: 'healed'}, 'by the group itself as well');
    await it.clock.advance(0);
    assert.equal(it.feed.now('c'), 'live');
    assert.deepEqual(it.logins.probed, ['aws', 'corp']);
    await it.watch.close();
  });

  it('takes what the plugin printed as the credential of its context, and never quotes it', async () => {
    const it = await stage(fleetOf({aws: ['a']}));
    const status = {token: 's3cret'};
    const printed = JSON.stringify({kind: 'ExecCredential', apiVersion: exec.apiVersion, status});
    assert.deepEqual(await it.watch.healLogin('a', printed), {type: 'healed'});
    assert.deepEqual(it.logins.accepted, [{context: 'a', credential: {token: 's3cret'}}]);
    assert.deepEqual(await it.watch.healLogin('a', 'Token: s3cret'), {
      type: 'failed',
      reason: 'Plugin corp-login printed something that is not an ExecCredential (kind)',
    });
    assert.equal(it.logins.accepted.length, 1);
    assert.equal((await it.watch.healLogin('nobody', printed)).type, 'failed');
    await it.watch.close();
  });
});

describe('one object', () => {
  const object = {namespace: 'shop', name: 'cart-1'};
  const {signal} = new AbortController();

  it('is read whole over the connection that is there', async () => {
    const path = '/api/v1/namespaces/shop/pods/cart-1';
    const it = await stage({
      kubeconfig: kubeconfigOf('a'),
      plays: {a: (asked) => (asked === path ? {metadata: {name: 'cart-1'}} : version)},
    });
    assert.deepEqual(await it.watch.readObject('a', pods.resource, object, signal), {
      type: 'object',
      object: {metadata: {name: 'cart-1'}},
    });
    assert.deepEqual(it.opened, ['a']);
    await it.watch.close();
  });

  it('that cannot be read is answered with why, never with a rejection', async () => {
    const it = await stage({kubeconfig: kubeconfigOf('a')});
    const read = (context: string) => it.watch.readObject(context, pods.resource, object, signal);
    it.plays.set('a', () => {
      throw new KubeError('There is no pod cart-1', {context: 'a', failure: {type: 'http', status: 404}});
    });
    assert.deepEqual(await read('a'), {type: 'failed', reason: 'There is no pod cart-1', status: 404});
    it.plays.set('a', () => {
      throw new Error('a fault of ours');
    });
    assert.equal((await read('a')).type, 'failed');
    it.watch.park('a');
    assert.deepEqual(await read('a'), {type: 'failed', reason: 'a is parked: nothing is asked of it'});
    assert.equal((await read('nobody')).type, 'failed');
    await it.watch.close();
  });
});

it('a kubeconfig of one context is had for contexts that can be used', async () => {
  const it = await stage({kubeconfig: kubeconfigOf('a')});
  assert.match(it.watch.kubeconfigFor('a') ?? '', /"current-context": "a"/);
  assert.equal(it.watch.kubeconfigFor('nobody'), undefined);
  await it.watch.close();
});

it('fresh tokens of an OIDC session disturb no connection, are tried, and are given on', async () => {
  const config = {'idp-issuer-url': 'https://issuer', 'client-id': 'kube'};
  const withTokens = (idToken: string, refreshToken: string): Kubeconfig => {
    const tokens = {'id-token': idToken, 'refresh-token': refreshToken};
    const user = {authProvider: {name: 'oidc', config: {...config, ...tokens}}};
    return {...kubeconfigOf('a'), contexts: [withUser('a', user)]};
  };
  const it = await stage({kubeconfig: withTokens('id-0', 'refresh-0'), groups: {a: 'issuer'}});
  it.reconfigure(withTokens('id-1', 'refresh-1'));
  await it.clock.advance(0);
  assert.deepEqual([it.opened, it.closed], [['a'], []]);
  assert.deepEqual(it.logins.probed, ['issuer']);
  assert.match(it.watch.kubeconfigFor('a') ?? '', /"refresh-token": "refresh-1"/);
  await it.watch.close();
});
