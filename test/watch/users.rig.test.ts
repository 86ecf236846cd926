import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {after, afterEach, before, describe, it} from 'node:test';
import {nodes, pods} from '../../src/kinds/index.ts';
import {kubeconfig, plugin, type Rig, rig, rigUnavailable} from '../rig/index.ts';
import {watched} from './fleet.ts';

const seconds = 1_000;

describe('one real cluster', {skip: rigUnavailable() ?? false}, () => {
  let fleet: Rig;
  before(async () => {
    fleet = await rig({clusters: 1});
    const namespace = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}};
    await fleet.cluster('alpha').apply([namespace]);
  });
  afterEach(async () => {
    await fleet.cluster('alpha').proxy.heal();
  });
  after(async () => {
    await fleet[Symbol.asyncDispose]();
  });
  const contexts = (count: number, user: Parameters<Rig['clusters'][number]['entry']>[0], prefix = 'c') =>
    Array.from({length: count}, (_, index) =>
      fleet.cluster('alpha').entry(user, {context: `${prefix}${index}`}),
    );

  it('is read whole by a user who may only read', async () => {
    const file = fleet.writeKubeconfig('reader', contexts(1, 'reader'));
    await using view = await watched({kubeconfig: file, watch: {isReadOnly: true}});
    await view.watch.settled(AbortSignal.timeout(20 * seconds));
    assert.equal(view.state('c0'), 'live');
    assert.deepEqual(
      new Set(Object.values(view.row('c0').watches).map(({type}) => type)),
      new Set(['synced']),
    );
  });

  it('stays live for a user who may list nothing, every kind being denied', async () => {
    const file = fleet.writeKubeconfig('nobody', contexts(1, 'nobody'));
    await using view = await watched({kubeconfig: file});
    await view.watch.settled(AbortSignal.timeout(20 * seconds));
    assert.equal(view.state('c0'), 'live');
    assert.deepEqual(
      new Set(Object.values(view.row('c0').watches).map(({type}) => type)),
      new Set(['denied']),
    );
    assert.equal(view.row('c0').nodes.type, 'denied');
  });

  it('is noticed to be gone within 5 s also by a user who may watch nothing', async () => {
    const file = fleet.writeKubeconfig('nobody-gone', contexts(1, 'nobody'));
    await using view = await watched({kubeconfig: file});
    await view.watch.settled(AbortSignal.timeout(20 * seconds));
    await fleet.cluster('alpha').proxy.refuse();
    await view.untilState('c0', 'unreachable tcp', 5 * seconds);
    await fleet.cluster('alpha').proxy.heal();
    await view.untilState('c0', 'live', 10 * seconds);
  });

  it('is read in the namespaces of the settings, else of the context, by a user who may not list it whole', async () => {
    const alpha = fleet.cluster('alpha');
    const entries = {
      settings: alpha.entry('namespaced', {context: 'settings'}),
      own: alpha.entry('namespaced', {context: 'own', namespace: 'default'}),
      other: alpha.entry('namespaced', {context: 'other', namespace: 'shop'}),
    };
    const readAs = async (context: keyof typeof entries) => {
      await using view = await watched({
        kubeconfig: fleet.writeKubeconfig(`namespaced-${context}`, [entries[context]]),
        kinds: [pods, nodes],
        settings: {contexts: [{match: 'settings', namespaces: ['shop', 'default']}]},
      });
      await view.watch.settled(AbortSignal.timeout(20 * seconds));
      assert.equal(view.state(context), 'live');
      const {pods: figure} = view.row(context);
      return [view.kind(context, 'pods'), view.kind(context, 'nodes'), 'isPartial' in figure];
    };
    assert.deepEqual(await readAs('settings'), ['synced', 'denied', true]);
    assert.deepEqual(await readAs('own'), ['synced', 'denied', true]);
    assert.deepEqual(await readAs('other'), ['denied', 'denied', false]);
  });

  it('answers a login that is refused with a state a person can act on', async () => {
    const file = fleet.writeKubeconfig('refused', [
      fleet.cluster('alpha').entry({token: 'wrong'}, {context: 'wrong-token'}),
      fleet.cluster('alpha').entry('expired', {context: 'old-certificate'}),
      fleet.cluster('alpha').entry('exec-missing', {context: 'no-plugin'}),
      fleet.cluster('alpha').entry('exec-failing', {context: 'failing-plugin'}),
      fleet.cluster('alpha').entry('exec', {context: 'good'}),
    ]);
    await using view = await watched({kubeconfig: file});
    await view.watch.settled(AbortSignal.timeout(30 * seconds));
    assert.equal(view.state('wrong-token'), 'login refused');
    assert.equal(view.state('old-certificate'), 'login expired');
    assert.equal(view.state('no-plugin'), 'login no plugin');
    assert.equal(view.state('failing-plugin'), 'login session');
    assert.equal(view.state('good'), 'live');
  });

  it('is healed for forty contexts of one ended session by one login, never running two plugins at once', async () => {
    const until = fleet.path('session');
    const folder = fleet.path('forty');
    const made = await plugin({
      folder,
      mode: 'login',
      token: fleet.users.tokens.exec,
      until,
      expiresInSeconds: 3600,
    });
    const file = fleet.writeKubeconfig('forty.yaml', contexts(40, made.user));
    await using view = await watched({kubeconfig: file, kinds: [nodes]});
    const names = Array.from({length: 40}, (_, index) => `c${index}`);
    await view.until(
      'all without login',
      () => names.every((name) => view.state(name).startsWith('login')),
      60 * seconds,
    );
    writeFileSync(until, '');
    const healed = await view.until(
      'all live',
      () => names.every((name) => view.state(name) === 'live'),
      45 * seconds,
    );
    process.stderr.write(
      `      login → 40 contexts live: ${(healed / 1000).toFixed(1)} s, ${made.runs().length} runs\n`,
    );
    assert.equal(made.maximumAtOnce('folder'), 1);
    assert.ok(made.runs().length < 10, `${made.runs().length} runs`);
    assert.equal(view.watch.report().logins[0]?.contexts.length, 40);
  });

  it('keeps twenty contexts on twenty sockets', async () => {
    const file = fleet.writeKubeconfig('twenty', contexts(20, 'admin'));
    await using view = await watched({kubeconfig: file});
    await view.watch.settled(AbortSignal.timeout(60 * seconds));
    const report = view.watch.report().contexts;
    assert.equal(
      report.reduce((sum, {socketsOpen}) => sum + socketsOpen, 0),
      20,
    );
    assert.equal(
      report.reduce((sum, {socketsMade}) => sum + socketsMade, 0),
      20,
    );
  });

  it('leaves no socket behind when the watch closes', async () => {
    const {proxy} = fleet.cluster('alpha');
    const file = fleet.writeKubeconfig('closing', contexts(3, 'admin'));
    const view = await watched({kubeconfig: file});
    await view.watch.settled(AbortSignal.timeout(20 * seconds));
    assert.ok(proxy.open >= 3);
    await view[Symbol.asyncDispose]();
    await view.until('no socket', () => proxy.open === 0, 5 * seconds);
  });

  it('follows the kubeconfig while it is edited, touching only what changed', async () => {
    const alpha = fleet.cluster('alpha');
    const folder = fleet.path('edited');
    mkdirSync(folder);
    const file = path.join(folder, 'config');
    const entry = (context: string, namespace?: string) =>
      alpha.entry('admin', {context, ...(namespace !== undefined && {namespace})});
    writeFileSync(file, kubeconfig([entry('a'), entry('b')]));
    await using view = await watched({kubeconfig: file, kinds: [nodes]});
    await view.watch.settled(AbortSignal.timeout(20 * seconds));
    writeFileSync(file, kubeconfig([entry('a'), entry('b', 'shop'), entry('c')]));
    await view.until('c is live', () => view.state('c') === 'live', 10 * seconds);
    await view.untilState('b', 'live', 5 * seconds);
    assert.deepEqual(view.watch.contexts, ['a', 'b', 'c']);
    assert.deepEqual(view.history('a'), ['connecting', 'live']);
    assert.deepEqual(view.history('b'), ['connecting', 'live', 'connecting', 'live']);
    writeFileSync(file, 'apiVersion: v1\ncontexts: [\n');
    await view.until('the problem is told', () => view.watch.problems.length > 0, 10 * seconds);
    assert.deepEqual(view.watch.contexts, ['a', 'b', 'c']);
    assert.equal(view.state('a'), 'live');
    writeFileSync(file, kubeconfig([entry('a')]));
    await view.until('only a is left', () => view.watch.contexts.length === 1, 10 * seconds);
    assert.deepEqual(view.watch.problems, []);
    assert.deepEqual(view.history('a'), ['connecting', 'live']);
  });
});
