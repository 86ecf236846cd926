import assert from 'node:assert/strict';
import {getEventListeners} from 'node:events';
import {describe, it} from 'node:test';
import type {ClusterRow} from '../../src/fleet/index.ts';
import {nodes, pods, services} from '../../src/kinds/index.ts';
import {type KubeconfigContext, KubeError} from '../../src/kube/index.ts';
import {widgets} from '../kinds/widgets.ts';
import {entryOf, kubeconfigOf, type PlayedReflector, type Stage, stage, version} from './stage.ts';

const seconds = 1_000;

describe('a watch over many contexts', () => {
  it('describes all of them and makes them live', async () => {
    const {feed, watch} = await stage({
      kubeconfig: kubeconfigOf('a', 'b'),
      settings: {groups: [{name: 'eu', tier: 'dev', match: {context: 'b'}}]},
    });
    assert.deepEqual(watch.contexts, ['a', 'b']);
    assert.equal(watch.currentContext, 'a');
    assert.deepEqual(feed.facts.get('b'), {
      context: 'b',
      server: 'https://b.example:6443',
      order: 1,
      provider: '',
      isCurrent: false,
      group: 'eu',
      tier: 'dev',
    });
    assert.deepEqual([feed.now('a'), feed.now('b')], ['live', 'live']);
    assert.deepEqual(feed.versions.get('a'), {git: 'v1.37.2'});
  });

  it('leaves alone what the run is not about', async () => {
    const {feed, watch, opened} = await stage({
      kubeconfig: kubeconfigOf('a', 'b'),
      watch: {isWanted: ({context}) => context === 'b'},
    });
    assert.deepEqual(watch.contexts, ['b']);
    assert.deepEqual([...feed.facts.keys()], ['b']);
    assert.deepEqual(opened, ['b']);
  });

  it('shows a broken entry as such and asks nothing of it', async () => {
    const broken: KubeconfigContext = {
      type: 'broken',
      name: 'x',
      file: '/kubeconfig',
      reason: 'no user "ann"',
    };
    const {feed, watch, opened} = await stage({
      kubeconfig: {...kubeconfigOf('a'), contexts: [...kubeconfigOf('a').contexts, broken]},
    });
    assert.deepEqual(watch.contexts, ['a', 'x']);
    assert.equal(feed.now('x'), 'broken');
    assert.deepEqual(opened, ['a']);
    assert.equal(watch.report().contexts.length, 2);
  });

  it('connects the current context first and at most sixteen at once', async () => {
    const names = Array.from({length: 40}, (_, index) => `c${index}`);
    const {asked, clock, plays} = await stage({
      kubeconfig: {...kubeconfigOf(...names), currentContext: 'c30'},
      plays: Object.fromEntries(names.map((name) => [name, 'silence' as const])),
    });
    assert.equal(asked[0]?.context, 'c30');
    assert.equal(asked.length, 16);
    // One that hangs gives its turn away.
    await clock.advance(5 * seconds);
    assert.equal(asked.length, 32);
    plays.clear();
    await clock.advance(5 * seconds);
    assert.equal(new Set(asked.map(({context}) => context)).size, 40);
  });

  it('goes on with the others whatever one does', async () => {
    const {feed, clock} = await stage({
      kubeconfig: kubeconfigOf('good', 'dns', 'tls', 'silent', 'html', 'busy', 'denied'),
      plays: {
        dns: {type: 'dns'},
        tls: {type: 'tls'},
        silent: 'silence',
        html: {type: 'garbled'},
        busy: {type: 'http', status: 503},
        denied: {type: 'http', status: 403},
      },
    });
    await clock.advance(10 * seconds);
    const states = ['good', 'dns', 'tls', 'silent', 'html', 'busy', 'denied'].map((name) => {
      const state = feed.states.get(name)?.at(-1);
      return state?.type === 'unreachable' ? `${state.layer} ${state.status ?? ''}`.trim() : state?.type;
    });
    assert.deepEqual(states, ['live', 'dns', 'tls', 'tcp', 'http', 'http 503', 'live']);
  });

  it('takes a server without /version for a cluster when it has an API, and for none when not', async () => {
    const missing = (path: string): never => {
      throw new KubeError(`404 ${path}`, {context: 'a', failure: {type: 'http', status: 404}});
    };
    const {feed} = await stage({
      kubeconfig: kubeconfigOf('memory', 'nothing', 'other'),
      plays: {
        memory: (path) => (path === '/apis' ? {kind: 'APIGroupList'} : missing(path)),
        nothing: (path) => missing(path),
        other: (path) => ({hello: path}),
      },
    });
    assert.deepEqual(
      [feed.now('memory'), feed.now('nothing'), feed.now('other')],
      ['live', 'unreachable', 'unreachable'],
    );
    assert.equal(feed.versions.get('memory'), undefined);
  });

  it('tells the version that is emulated', async () => {
    const emulation = {emulationMajor: '1', emulationMinor: '34'};
    const {feed} = await stage({
      kubeconfig: kubeconfigOf('a'),
      plays: {a: () => ({...version, ...emulation})},
    });
    assert.deepEqual(feed.versions.get('a'), {git: 'v1.37.2', emulated: '1.34'});
  });

  it('leaves nothing behind when it closes', async () => {
    const {watch, clock, closed, reflectors} = await stage({
      kubeconfig: kubeconfigOf('a', 'b', 'c'),
      plays: {b: {type: 'tcp'}, c: 'silence'},
    });
    watch.want([pods]);
    await clock.advance(20 * seconds);
    await watch.close();
    await clock.advance(0);
    assert.deepEqual(closed.sort(), ['a', 'b', 'c']);
    assert.ok(reflectors.every(({options}) => options.signal.aborted));
    assert.equal(clock.pending, 0);
  });

  it('holds nothing more after a thousand rounds of what a person does', async () => {
    const {watch, clock, reconfigure, running} = await stage({
      kubeconfig: kubeconfigOf('a', 'b'),
      resources: [widgets],
      watch: {lingerMinutes: 1},
    });
    const patience = new AbortController().signal;
    const round = async () => {
      const wish = watch.want([pods], ['a']);
      running('a')[0]?.state({type: 'synced'});
      watch.park('b');
      watch.unpark('b');
      watch.reconnect('a');
      await watch.resolve('a', 'gadgets', patience);
      const settled = watch.settled(patience, ['b']);
      wish[Symbol.dispose]();
      reconfigure(kubeconfigOf('a', 'b', 'c'));
      reconfigure(kubeconfigOf('a', 'b'));
      await clock.advance(0);
      await settled;
    };
    const held = async () => {
      await clock.advance(120 * seconds);
      return [clock.pending, getEventListeners(patience, 'abort').length];
    };
    await round();
    const first = await held();
    for (let rounds = 0; rounds < 1_000; rounds += 1) await round();
    assert.deepEqual(await held(), first);
    assert.equal(first[1], 0);
  });

  it('closes with its signal', async () => {
    const ending = new AbortController();
    const {clock, closed} = await stage({kubeconfig: kubeconfigOf('a'), watch: {signal: ending.signal}});
    ending.abort();
    await clock.advance(0);
    assert.deepEqual(closed, ['a']);
    assert.equal(clock.pending, 0);
  });
});

describe('a wanted kind', () => {
  it('is watched once however many want it, where it is wanted', async () => {
    const {watch, running} = await stage({kubeconfig: kubeconfigOf('a', 'b')});
    watch.want([pods, nodes], ['a']);
    watch.want([pods]);
    assert.deepEqual(
      running('a')
        .map(({plural}) => plural)
        .sort(),
      ['nodes', 'pods'],
    );
    assert.deepEqual(
      running('b').map(({plural}) => plural),
      ['pods'],
    );
  });

  it('is not read before the server is live', async () => {
    const {watch, running, plays, clock} = await stage({
      kubeconfig: kubeconfigOf('a'),
      plays: {a: {type: 'tcp'}},
    });
    watch.want([pods]);
    assert.equal(running('a').length, 0);
    plays.delete('a');
    await clock.advance(10 * seconds);
    assert.equal(running('a').length, 1);
  });

  it('lingers some minutes after the last wish is gone, and then its figures pass for unknown', async () => {
    const {watch, running, clock, feed} = await stage({
      kubeconfig: kubeconfigOf('a'),
      watch: {lingerMinutes: 2},
    });
    const first = watch.want([pods]);
    const second = watch.want([pods]);
    running('a')[0]?.state({type: 'synced'});
    first[Symbol.dispose]();
    await clock.advance(200 * seconds);
    second[Symbol.dispose]();
    await clock.advance(119 * seconds);
    assert.equal(running('a').length, 1);
    await clock.advance(2 * seconds);
    assert.equal(running('a').length, 0);
    assert.equal(feed.watches.has('a/pods'), false);
  });

  it('lives on when it is wanted again meanwhile', async () => {
    const {watch, running, clock} = await stage({kubeconfig: kubeconfigOf('a'), watch: {lingerMinutes: 2}});
    watch.want([pods])[Symbol.dispose]();
    const again = watch.want([pods]);
    await clock.advance(200 * seconds);
    assert.equal(running('a').length, 1);
    again[Symbol.dispose]();
  });

  it('tells its state in the terms of the model', async () => {
    const {watch, running, clock, feed} = await stage({kubeconfig: kubeconfigOf('a')});
    watch.want([pods]);
    const [reflector] = running('a');
    const state = () => feed.watches.get('a/pods');
    const begin = clock.now();
    reflector?.state({type: 'syncing', received: 7, total: 9});
    assert.deepEqual(state(), {type: 'syncing', received: 7, total: 9});
    reflector?.state({type: 'synced'});
    assert.deepEqual(state(), {type: 'synced', since: begin});
    reflector?.state({type: 'synced', namespaces: ['shop']});
    assert.deepEqual(state(), {type: 'synced', since: begin, namespaces: ['shop']});
    reflector?.fail({type: 'http', status: 500});
    await clock.advance(1 * seconds);
    reflector?.fail({type: 'http', status: 500});
    assert.deepEqual(state(), {type: 'failing', since: begin, reason: 'it failed'});
    const error = new KubeError('ann may not list pods', {
      context: 'a',
      failure: {type: 'http', status: 403},
    });
    reflector?.state({type: 'denied', error});
    assert.deepEqual(state(), {type: 'denied', reason: 'ann may not list pods'});
    reflector?.state({type: 'absent', error});
    assert.deepEqual(state(), {type: 'absent'});
    assert.equal(watch.report().contexts[0]?.retries, 1);
  });

  it('that may not be listed leaves the row live', async () => {
    const {watch, running, clock, feed} = await stage({kubeconfig: kubeconfigOf('a')});
    watch.want([pods, nodes]);
    const error = new KubeError('no', {context: 'a', failure: {type: 'http', status: 403}});
    for (const reflector of running('a')) reflector.state({type: 'denied', error});
    await clock.advance(60 * seconds);
    assert.equal(feed.now('a'), 'live');
  });

  it('is asked for in the namespaces of the settings, else in that of the context', async () => {
    const contexts = [entryOf('a'), entryOf('b', {namespace: 'shop'}), entryOf('c')].map((entry) => ({
      type: 'usable' as const,
      name: entry.name,
      entry,
    }));
    const {watch, running} = await stage({
      kubeconfig: {...kubeconfigOf('a'), contexts},
      settings: {contexts: [{match: 'a', namespaces: ['x', 'y']}]},
    });
    watch.want([pods]);
    assert.deepEqual(
      ['a', 'b', 'c'].map((name) => running(name)[0]?.options.namespaces),
      [['x', 'y'], ['shop'], ['default']],
    );
    assert.equal(watch.namespaceOf('b'), 'shop');
    const cluster = {...entryOf('a').cluster};
    const teams = ['a', 'b'].map((team) => entryOf(`team-${team}`, {namespace: team, cluster}));
    const shared = await stage({
      kubeconfig: {
        ...kubeconfigOf('a'),
        contexts: teams.map((entry) => ({type: 'usable', name: entry.name, entry})),
      },
    });
    shared.watch.want([pods]);
    assert.deepEqual(
      shared.running('team-a')[0]?.options.namespaces,
      ['a', 'b'],
      'for all contexts of a server',
    );
    const asked = await stage({kubeconfig: kubeconfigOf('a'), watch: {namespace: 'team'}});
    asked.watch.want([pods]);
    assert.deepEqual(asked.running('a')[0]?.options.namespaces, ['default', 'team'], 'and in that of -n');
    assert.equal(watch.namespaceOf('c'), 'default');
  });

  it('tries again at once when the server is back, instead of at the end of its backoff', async () => {
    const {watch, running, clock, plays, feed} = await stage({kubeconfig: kubeconfigOf('a')});
    watch.want([pods]);
    const [reflector] = running('a');
    reflector?.state({type: 'synced'});
    await clock.advance(2 * seconds);
    plays.set('a', {type: 'tcp'});
    reflector?.fail({type: 'tcp'});
    let isAwake = false;
    void reflector?.options.clock.sleep(600 * seconds, reflector.options.signal).then(() => {
      isAwake = true;
    });
    await clock.advance(5 * seconds);
    assert.equal(feed.now('a'), 'unreachable');
    assert.equal(isAwake, false);
    plays.delete('a');
    await clock.advance(5 * seconds);
    assert.equal(feed.now('a'), 'live');
    assert.equal(isAwake, true);
  });
});

describe('the server of a context', () => {
  it('is live while one of its watches is served, whatever /version says', async () => {
    const {watch, running, clock, plays, feed} = await stage({kubeconfig: kubeconfigOf('a')});
    watch.want([pods, nodes]);
    const [first, second] = running('a');
    first?.state({type: 'synced'});
    second?.fail({type: 'http', status: 500});
    plays.set('a', {type: 'http', status: 500});
    await clock.advance(60 * seconds);
    assert.equal(feed.now('a'), 'live');
    first?.fail({type: 'http', status: 500});
    await clock.advance(10 * seconds);
    assert.equal(feed.now('a'), 'unreachable');
  });

  it('is a matter of login when every watch is refused though /version is not', async () => {
    const {watch, running, clock, feed} = await stage({kubeconfig: kubeconfigOf('a')});
    watch.want([pods]);
    running('a')[0]?.fail({type: 'login', cause: 'refused'});
    await clock.advance(5 * seconds);
    assert.equal(feed.now('a'), 'login');
  });

  it('is asked by one of its watches alone while its credentials are refused, and by all when they are good', async () => {
    const {watch, running, clock, plays, feed} = await stage({kubeconfig: kubeconfigOf('a')});
    watch.want([pods, nodes]);
    const [first, second] = running('a');
    plays.set('a', {type: 'login', cause: 'refused'});
    const awake = refusedAndAsleep(running('a'));
    await clock.advance(60 * seconds);
    assert.equal(feed.now('a'), 'login');
    assert.deepEqual(awake, [first?.plural]);
    plays.delete('a');
    first?.state({type: 'synced'});
    await clock.advance(40 * seconds);
    assert.equal(feed.now('a'), 'live');
    assert.deepEqual(awake, [first?.plural, second?.plural]);
  });

  it('is asked by the others as soon as one has learnt that the credentials are good, though it may read nothing', async () => {
    const {watch, running, clock, plays, feed} = await stage({kubeconfig: kubeconfigOf('a')});
    watch.want([nodes, pods]);
    const [first, second] = running('a');
    plays.set('a', {type: 'login', cause: 'refused'});
    const awake = refusedAndAsleep(running('a'));
    await clock.advance(60 * seconds);
    assert.deepEqual([feed.now('a'), awake], ['login', [first?.plural]]);
    plays.delete('a');
    const error = new KubeError('no', {context: 'a', failure: {type: 'http', status: 403}});
    first?.state({type: 'denied', error});
    await clock.advance(0);
    assert.deepEqual(awake, [first?.plural, second?.plural]);
    second?.state({type: 'synced'});
    await clock.advance(40 * seconds);
    assert.equal(feed.now('a'), 'live');
  });

  it('is waited for no longer than usual when it is asked again after a refusal', async () => {
    const {watch, running, clock} = await stage({kubeconfig: kubeconfigOf('a')});
    watch.want([nodes, pods]);
    const [first, second] = running('a');
    for (const reflector of [first, second]) reflector?.fail({type: 'login', cause: 'refused'});
    const {clock: own, signal} = second?.options ?? assert.fail('no reflector');
    let isOver = false;
    const pause = own.sleep(10 * seconds, signal);
    void pause.then(() => own.sleep(5 * seconds, signal)).then(() => (isOver = true));
    await clock.advance(299 * seconds);
    assert.equal(isOver, false);
    await clock.advance(7 * seconds);
    assert.equal(isOver, true);
  });

  it('is asked nothing while it is parked, and comes back when it is not', async () => {
    const {watch, asked, clock, feed, closed, running, logins} = await stage({
      kubeconfig: kubeconfigOf('a'),
    });
    watch.want([pods]);
    watch.park('a');
    const before = asked.length;
    await clock.advance(120 * seconds);
    assert.equal(asked.length, before);
    assert.equal(feed.now('a'), 'parked');
    assert.deepEqual(closed, ['a']);
    assert.deepEqual(logins.parked, ['a'], 'nor is its login probed');
    assert.equal(running('a').length, 0);
    watch.unpark('a');
    await clock.advance(1 * seconds);
    assert.equal(feed.now('a'), 'live');
    assert.equal(running('a').length, 1);
    assert.ok((watch.report().contexts[0]?.requests ?? 0) > before);
  });

  it('is asked at once on new sockets when a person says so, and its login as well', async () => {
    const {watch, clock, feed, plays, resets, logins} = await stage({
      kubeconfig: kubeconfigOf('a'),
      plays: {a: {type: 'dns'}},
      groups: {a: 'aws:sso:corp'},
    });
    await clock.advance(1);
    plays.delete('a');
    watch.reconnect('a');
    await clock.advance(0);
    assert.equal(feed.now('a'), 'live');
    assert.deepEqual(resets, ['a']);
    assert.deepEqual(logins.probed, ['aws:sso:corp']);
  });

  it('is read anew when a person says so, though all seemed well', async () => {
    const {watch, running, reflectors, feed, clock} = await stage({kubeconfig: kubeconfigOf('a')});
    watch.want([pods]);
    const [before] = running('a');
    before?.state({type: 'synced'});
    watch.reconnect('a');
    await clock.advance(0);
    assert.equal(before?.options.signal.aborted, true);
    assert.equal(running('a').length, 1);
    assert.equal(reflectors.filter(({plural}) => plural === 'pods').length, 2);
    assert.equal(feed.watches.get('a/pods')?.type, 'syncing');
  });
});

describe('a login group', () => {
  it('heals all its contexts at once when its session is back', async () => {
    const names = Array.from({length: 40}, (_, index) => `c${index}`);
    const staged = await stage({
      kubeconfig: kubeconfigOf(...names),
      groups: Object.fromEntries(names.map((name) => [name, 'aws:sso:corp'])),
    });
    const {feed, clock, wishesOfCredentials, logins, watch} = staged;
    for (const name of names) wishesOfCredentials.set(name, {type: 'login', cause: 'session'});
    await clock.advance(12 * seconds);
    const state = feed.states.get('c7')?.at(-1);
    assert.deepEqual(state && {...state, since: 0}, {
      type: 'login',
      since: 0,
      cause: 'session',
      reason: 'no login',
      group: 'aws:sso:corp',
    });
    wishesOfCredentials.clear();
    const group = {id: 'aws:sso:corp', name: 'corp', short: 'corp'};
    logins.change({group, breaker: 'closed', contexts: names});
    await clock.advance(0);
    assert.ok(names.every((name) => feed.now(name) === 'live'));
    await watch.close();
  });
});

describe('a kubeconfig that changes', () => {
  it('touches only the contexts that came, went or changed', async () => {
    const {watch, feed, opened, closed, clock, reconfigure} = await stage({
      kubeconfig: kubeconfigOf('a', 'b', 'c'),
    });
    const changed = entryOf('b', {namespace: 'other'});
    reconfigure({
      ...kubeconfigOf('a', 'b', 'd'),
      contexts: [
        {type: 'usable', name: 'd', entry: entryOf('d')},
        {type: 'usable', name: 'a', entry: entryOf('a')},
        {type: 'usable', name: 'b', entry: changed},
      ],
    });
    await clock.advance(1 * seconds);
    assert.deepEqual(watch.contexts, ['d', 'a', 'b']);
    assert.deepEqual(closed.sort(), ['b', 'c']);
    assert.deepEqual(opened, ['a', 'b', 'c', 'd', 'b']);
    assert.deepEqual(feed.forgotten, ['c']);
    assert.deepEqual([feed.now('a'), feed.now('b'), feed.now('d')], ['live', 'live', 'live']);
    assert.equal(feed.facts.get('a')?.order, 1);
  });

  it('watches on a new context what is wanted on all', async () => {
    const {watch, running, clock, reconfigure} = await stage({kubeconfig: kubeconfigOf('a')});
    watch.want([pods]);
    reconfigure(kubeconfigOf('a', 'b'));
    await clock.advance(0);
    assert.deepEqual(
      running('b').map(({plural}) => plural),
      ['pods'],
    );
  });

  it('has its problems told as long as they last, as the same list while they are the same', async () => {
    const {watch, clock, reconfigure} = await stage({kubeconfig: kubeconfigOf('a', 'b')});
    assert.deepEqual(watch.problems, []);
    const problems = ['/kubeconfig: is gone; its 2 contexts stay as last read'];
    reconfigure({...kubeconfigOf('a', 'b'), problems, held: ['a', 'b']});
    const told = watch.problems;
    assert.deepEqual(told, problems);
    reconfigure({...kubeconfigOf('a', 'b', 'c'), problems: [...problems], held: ['a', 'b']});
    assert.equal(watch.problems, told);
    reconfigure(kubeconfigOf('a', 'b', 'c'));
    await clock.advance(0);
    assert.deepEqual(watch.problems, []);
  });

  it('has the problems of logins told beside its own', async () => {
    const {watch, logins, reconfigure} = await stage({kubeconfig: kubeconfigOf('a')});
    const [first, second] = ['/kubeconfig: is gone', '/kubeconfig: the renewed login cannot be kept there'];
    reconfigure({...kubeconfigOf('a'), problems: [first], held: ['a']});
    logins.problems.push(second);
    assert.deepEqual(watch.problems, [first, second]);
    assert.equal(watch.problems, watch.problems);
    logins.problems.pop();
    assert.deepEqual(watch.problems, [first]);
  });

  it('that holds on to a context does not touch it, and lets go of it when told', async () => {
    const {watch, feed, closed, clock, reconfigure} = await stage({kubeconfig: kubeconfigOf('a', 'b')});
    reconfigure({...kubeconfigOf('a', 'b'), problems: ['/kubeconfig: is gone'], held: ['a', 'b']});
    await clock.advance(0);
    assert.deepEqual([watch.contexts, closed, feed.now('a')], [['a', 'b'], [], 'live']);
    reconfigure(kubeconfigOf('b'));
    await clock.advance(0);
    assert.deepEqual([watch.contexts, closed, feed.forgotten], [['b'], ['a'], ['a']]);
  });

  it('leaves a parked context parked', async () => {
    const {watch, feed, clock, reconfigure} = await stage({kubeconfig: kubeconfigOf('a')});
    watch.park('a');
    const entry = entryOf('a', {namespace: 'x'});
    reconfigure({...kubeconfigOf('a'), contexts: [{type: 'usable', name: 'a', entry}]});
    await clock.advance(0);
    assert.equal(feed.now('a'), 'parked');
  });
});

describe('settled', () => {
  const patience = () => new AbortController().signal;

  it('waits for every wanted kind of every context that can be reached', async () => {
    const staged = await stage({kubeconfig: kubeconfigOf('a', 'b'), plays: {b: {type: 'tcp'}}});
    const {watch, running, clock} = staged;
    watch.want([pods, nodes]);
    const isSettled = settledOf(watch.settled(patience()));
    await clock.advance(0);
    assert.equal(isSettled(), false);
    running('a')[0]?.state({type: 'synced'});
    running('a')[1]?.state({type: 'syncing', received: 3});
    await clock.advance(0);
    assert.equal(isSettled(), false);
    running('a')[1]?.fail({type: 'http', status: 500});
    await clock.advance(0);
    assert.equal(isSettled(), true);
  });

  it('waits for a context that is connecting, and not for others than those named', async () => {
    const {watch, clock} = await stage({kubeconfig: kubeconfigOf('a', 'b'), plays: {b: 'silence'}});
    assert.equal(await outcome(clock, watch.settled(patience(), ['a'])), 'settled');
    const isSettled = settledOf(watch.settled(patience()));
    await clock.advance(9 * seconds);
    assert.equal(isSettled(), false);
    await clock.advance(2 * seconds);
    assert.equal(isSettled(), true);
  });

  it('does not wait for what is not read any more, since its cluster is read through another context', async () => {
    const {watch, running, feed, clock} = await stage({kubeconfig: kubeconfigOf('a', 'b')});
    watch.want([nodes, pods]);
    const isSettled = settledOf(watch.settled(new AbortController().signal));
    for (const reflector of [...running('a'), running('b').find(({plural}) => plural === 'nodes')])
      reflector?.state({type: 'synced'});
    await clock.advance(0);
    assert.equal(isSettled(), false);
    const row = {contexts: ['a', 'b']} as unknown as ClusterRow;
    feed.store.setState({...feed.store.getState(), clusters: [row]});
    await clock.advance(0);
    assert.equal(isSettled(), true);
  });

  it('ends when the watch closes', async () => {
    const {watch, clock} = await stage({kubeconfig: kubeconfigOf('a'), plays: {a: 'silence'}});
    const isSettled = settledOf(watch.settled(patience()));
    void watch.close();
    await clock.advance(0);
    assert.equal(isSettled(), true);
  });

  it('ends with its signal', async () => {
    const {watch, clock} = await stage({kubeconfig: kubeconfigOf('a'), plays: {a: 'silence'}});
    const ending = new AbortController();
    const isSettled = settledOf(watch.settled(ending.signal));
    ending.abort();
    await clock.advance(0);
    assert.equal(isSettled(), true);
  });
});

describe('a name of a kind', () => {
  it('that is built in is known without a request', async () => {
    const {watch, asked} = await stage({kubeconfig: kubeconfigOf('a')});
    const before = asked.length;
    const found = await watch.resolve('a', 'svc', new AbortController().signal);
    assert.deepEqual(found, services.resource);
    assert.equal(asked.length, before);
  });

  it('that is not is looked up on the server', async () => {
    const {watch} = await stage({kubeconfig: kubeconfigOf('a'), resources: [widgets]});
    for (const name of ['widgets', 'Widget', 'wd', 'widgets.example.com', 'example.com/v1/widgets'])
      assert.deepEqual(await watch.resolve('a', name, new AbortController().signal), widgets, name);
    assert.equal(await watch.resolve('a', 'gadgets', new AbortController().signal), undefined);
  });

  it('waits for the context to be connected', async () => {
    const {watch, clock, plays} = await stage({
      kubeconfig: kubeconfigOf('a'),
      plays: {a: 'silence'},
      resources: [widgets],
    });
    let found: unknown = 'nothing yet';
    void watch.resolve('a', 'wd', new AbortController().signal).then((value) => {
      found = value;
    });
    await clock.advance(5 * seconds);
    assert.equal(found, 'nothing yet');
    plays.delete('a');
    watch.reconnect('a');
    await clock.advance(10 * seconds);
    assert.deepEqual(found, widgets);
  });
});

describe('a cluster of several contexts', () => {
  it('is read through one of them, but what is wanted of another alone is read through that one', async () => {
    const {watch, running, feed, clock} = await stage({kubeconfig: kubeconfigOf('a', 'b')});
    watch.want([pods]);
    watch.want([services], ['b']);
    const kindsOn = (context: string) =>
      running(context)
        .map(({plural}) => plural)
        .sort();
    assert.deepEqual([kindsOn('a'), kindsOn('b')], [['pods'], ['pods', 'services']]);
    for (const reflector of running('b')) reflector.state({type: 'synced'});
    const row = {contexts: ['a', 'b']} as unknown as ClusterRow;
    feed.store.setState({clusters: [row]});
    await clock.advance(0);
    assert.deepEqual(kindsOn('b'), ['nodes', 'pods', 'services'], 'until the first has read them as well');
    for (const reflector of running('a')) reflector.state({type: 'synced'});
    assert.deepEqual(
      [kindsOn('a'), kindsOn('b')],
      [
        ['nodes', 'pods'],
        ['nodes', 'services'],
      ],
    );
  });
});

describe('the usage of nodes', () => {
  it('is read every half minute while nodes and pods are wanted', async () => {
    let reads = 0;
    const usage = new Map([['n1', {cpu: 1, memory: 2}]]);
    const {watch, clock, feed} = await stage({
      kubeconfig: kubeconfigOf('a'),
      usage: () => {
        reads++;
        return usage;
      },
    });
    await clock.advance(60 * seconds);
    assert.equal(reads, 0);
    watch.want([nodes, pods]);
    await clock.advance(0);
    assert.equal(reads, 1);
    assert.equal(feed.usages.get('a'), usage);
    await clock.advance(100 * seconds);
    assert.ok(reads >= 3 && reads <= 5, String(reads));
  });

  it('is not known any more when those who measure it say nothing for minutes, though the cluster is there', async () => {
    const usage = new Map([['n1', {cpu: 1, memory: 2}]]);
    let isSilent = false;
    const {watch, clock, feed} = await stage({
      kubeconfig: kubeconfigOf('a'),
      usage: () => {
        if (!isSilent) return usage;
        throw new KubeError('nothing came', {context: 'a', failure: {type: 'timeout'}});
      },
    });
    watch.want([nodes, pods]);
    await clock.advance(60 * seconds);
    assert.equal(feed.usages.get('a'), usage);
    isSilent = true;
    await clock.advance(180 * seconds);
    assert.equal(feed.now('a'), 'live');
    assert.equal(feed.usages.get('a'), undefined);
  });

  it('is asked for again although an answer never ended', async () => {
    let reads = 0;
    const usage = new Map([['n1', {cpu: 1, memory: 2}]]);
    const {watch, clock, feed} = await stage({
      kubeconfig: kubeconfigOf('a'),
      usage: (signal) => {
        reads++;
        if (reads > 1) return usage;
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    });
    watch.want([nodes, pods]);
    await clock.advance(120 * seconds);
    assert.equal(feed.usages.get('a'), usage);
    assert.ok(reads > 1);
  });

  it('is not asked for again for long where nobody measures it', async () => {
    let reads = 0;
    const {watch, clock} = await stage({
      kubeconfig: kubeconfigOf('a'),
      usage: () => {
        reads++;
        return undefined;
      },
    });
    watch.want([nodes, pods]);
    await clock.advance(300 * seconds);
    assert.equal(reads, 1);
  });
});

/** Has each fail for its credentials and sleep ten seconds; the plurals of those that woke, as they do. */
function refusedAndAsleep(reflectors: readonly PlayedReflector[]): readonly string[] {
  const awake: string[] = [];
  for (const {plural, options, fail} of reflectors) {
    fail({type: 'login', cause: 'refused'});
    void options.clock.sleep(10 * seconds, options.signal).then(() => awake.push(plural));
  }
  return awake;
}

function settledOf(promise: Promise<void>): () => boolean {
  let isSettled = false;
  void promise.then(() => {
    isSettled = true;
  });
  return () => isSettled;
}

async function outcome(clock: Stage['clock'], promise: Promise<void>): Promise<string> {
  const isSettled = settledOf(promise);
  await clock.advance(0);
  return isSettled() ? 'settled' : 'waiting';
}
