import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {after, before, describe, it} from 'node:test';
import {promisify} from 'node:util';
import {nodes, pods} from '../../src/kinds/index.ts';
import {build, plugin, type Rig, rig, rigUnavailable} from '../rig/index.ts';
import {watched} from './fleet.ts';

const seconds = 1_000;
const run = promisify(execFile);

describe('a login of a real cluster', {skip: rigUnavailable() ?? false}, () => {
  let fleet: Rig;
  before(async () => {
    fleet = await rig({clusters: 1});
  });
  after(async () => {
    await fleet[Symbol.asyncDispose]();
  });
  const entries = (count: number, user: Parameters<Rig['clusters'][number]['entry']>[0]) =>
    Array.from({length: count}, (_, index) => fleet.cluster('alpha').entry(user, {context: `c${index}`}));

  it('that was made heals every context of its group without waiting for the next probe', async () => {
    const until = fleet.path('session');
    const made = await plugin({
      folder: fleet.path('group'),
      mode: 'login',
      token: fleet.users.tokens.exec,
      until,
    });
    const file = fleet.writeKubeconfig('group.yaml', entries(8, made.user));
    await using view = await watched({kubeconfig: file, kinds: [nodes]});
    const areAll = (state: string) =>
      view.watch.contexts.every((context) => view.state(context).startsWith(state));
    await view.until('all without login', () => areAll('login'), 30 * seconds);
    assert.equal(view.watch.logins()[0]?.session.type, 'ended');
    writeFileSync(until, '');
    assert.deepEqual(await view.watch.healLogin('c3'), {type: 'healed'});
    const healed = await view.until('all live', () => areAll('live'), 10 * seconds);
    process.stderr.write(`      healed → 8 contexts live: ${(healed / 1000).toFixed(1)} s\n`);
    assert.equal(view.watch.logins()[0]?.session.type, 'good');
  });

  it('by a plugin that must ask a person is made of what it prints when a person runs it', async () => {
    const made = await plugin({
      folder: fleet.path('asking'),
      token: fleet.users.tokens.exec,
      interactiveMode: 'Always',
      expiresInSeconds: 300,
    });
    await using view = await watched({
      kubeconfig: fleet.writeKubeconfig('asking.yaml', entries(1, made.user)),
      kinds: [nodes],
    });
    await view.untilState('c0', 'login session', 20 * seconds);
    assert.equal(made.runs().length, 0);
    const login = await view.watch.loginCommand('c0');
    assert.ok(login?.isPlugin);
    const [program = '', ...args] = login.command;
    const {stdout} = await run(program, args, {env: {...login.environment}});
    assert.deepEqual(made.runs()[0]?.isInteractive, true);
    assert.deepEqual(await view.watch.healLogin('c0', stdout), {type: 'healed'});
    await view.untilState('c0', 'live', 5 * seconds);
    const {expires, isRenewed} = view.watch.loginOf('c0') ?? {};
    assert.ok(expires !== undefined && expires > Date.now() && isRenewed === false);
    await view.until('its row knows', () => view.row('c0').login?.expires === expires, 5 * seconds);
  });

  it('is kept by a kubeconfig of one context, as kubectl reads it from another folder', async () => {
    const alpha = fleet.cluster('alpha');
    const users = ['admin', 'exec', 'reader'] as const;
    const file = fleet.writeKubeconfig(
      'several.yaml',
      users.map((user) => alpha.entry(user, {context: user, namespace: 'kube-system'})),
    );
    await using view = await watched({kubeconfig: file, kinds: [pods]});
    await view.watch.settled(AbortSignal.timeout(20 * seconds));
    const folder = fleet.path('narrowed');
    mkdirSync(folder);
    const kubectl = path.join(await build('kubernetes'), 'kubectl');
    for (const user of users) {
      const config = path.join(folder, user);
      writeFileSync(config, view.watch.kubeconfigFor(user) ?? '', {mode: 0o600});
      const ask = async (...args: readonly string[]) => {
        const env = {KUBECONFIG: config, PATH: process.env['PATH'], HOME: folder};
        return (await run(kubectl, args, {env, cwd: folder})).stdout.trim();
      };
      assert.equal(await ask('get', 'namespace', 'kube-system', '-o', 'name'), 'namespace/kube-system', user);
      assert.equal(await ask('config', 'get-contexts', '-o', 'name'), user);
      assert.equal(await ask('config', 'view', '--minify', '-o', 'jsonpath={..namespace}'), 'kube-system');
    }
  });
});
