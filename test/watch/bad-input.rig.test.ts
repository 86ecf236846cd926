import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {after, before, describe, it} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {stringify} from 'yaml';
import {type BaseRecord, type Kind, nodes, pods} from '../../src/kinds/index.ts';
import {
  answer,
  authority,
  type Entry,
  type Handler,
  half,
  html,
  kubeconfig,
  notFound,
  type Received,
  type Response,
  type Rig,
  redirect,
  rig,
  rigUnavailable,
  type Scripted,
  type ScriptedOptions,
  scripted,
  silent,
  status,
} from '../rig/index.ts';
import {type Watched, watched} from './fleet.ts';

const seconds = 1_000;

// Every kind of bad input beside a real, healthy cluster: one row says what is wrong, the other goes on.
describe('beside a healthy cluster', {skip: rigUnavailable() ?? false}, () => {
  let fleet: Rig;
  before(async () => {
    fleet = await rig({clusters: ['good']});
    await fleet.cluster('good').nodes(2);
  });
  after(async () => {
    await fleet[Symbol.asyncDispose]();
  });

  /** Watches the bad context and the good one; the good one must be live and read whatever the bad one does. */
  async function besides(
    bad: Entry | string,
    kinds: readonly Kind<BaseRecord>[] = [pods, nodes],
  ): Promise<Watched> {
    const text = typeof bad === 'string' ? bad : kubeconfig([bad, fleet.cluster('good').entry()]);
    const file = fleet.path(`bad-${Math.random().toString(36).slice(2)}.yaml`);
    writeFileSync(file, text, {mode: 0o600});
    const view = await watched({kubeconfig: file, kinds});
    await view.watch.settled(AbortSignal.timeout(45 * seconds));
    assert.equal(view.state('good'), 'live');
    assert.deepEqual(view.row('good').nodes, {type: 'known', value: {ready: 0, total: 2}});
    return view;
  }

  function reasonOf(view: Watched, context: string): string {
    const connection = view.connection(context);
    return connection !== undefined && 'reason' in connection ? connection.reason : '';
  }

  async function server(handler: Handler, options: Partial<ScriptedOptions> = {}): Promise<Scripted> {
    return scripted({authority: fleet.authority, ...options}, handler);
  }

  for (const [code, reason] of [
    [429, 'TooManyRequests'],
    [500, 'InternalError'],
    [503, 'ServiceUnavailable'],
  ] as const) {
    it(`a server that answers ${code} to everything is unreachable (http ${code}) in its own words`, async () => {
      await using bad = await server((_, response) =>
        status(response, code, reason, 'the storage is on fire'),
      );
      await using view = await besides(bad.entry('bad'));
      assert.equal(view.state('bad'), 'unreachable http');
      const {connection} = view.row('bad');
      assert.equal(connection.type === 'unreachable' && connection.status, code);
      assert.match(reasonOf(view, 'bad'), /the storage is on fire/);
    });
  }

  it('a server that answers 401 to everything wants a login, and says so', async () => {
    await using bad = await server((_, response) => status(response, 401, 'Unauthorized', 'Unauthorized'));
    await using view = await besides(bad.entry('bad'));
    assert.equal(view.state('bad'), 'login refused');
    assert.match(reasonOf(view, 'bad'), /did not accept the credentials/);
  });

  it('a server that answers 403 to everything is live, with every kind denied', async () => {
    await using bad = await server((_, response) => status(response, 403, 'Forbidden', 'no'));
    await using view = await besides(bad.entry('bad'));
    assert.equal(view.state('bad'), 'live');
    assert.equal(view.kind('bad', 'pods'), 'denied');
    assert.equal(view.row('bad').nodes.type, 'denied');
  });

  it('a gateway that answers 403 in words of its own is unreachable, for nothing of the cluster was heard', async () => {
    await using bad = await server((_, response) => {
      response.writeHead(403, {'content-type': 'application/json'});
      response.end('{"message":"Forbidden by the gateway"}');
    });
    await using view = await besides(bad.entry('bad'));
    assert.equal(view.state('bad'), 'unreachable http');
    assert.match(reasonOf(view, 'bad'), /answered 403: Forbidden by the gateway/);
    assert.equal(view.row('bad').nodes.type, 'unknown');
  });

  it('a server without /version is a normal row whose version is not known', async () => {
    await using bad = await server(emptyServer({version: notFound}));
    await using view = await besides(bad.entry('bad'));
    assert.equal(view.state('bad'), 'live');
    assert.equal(view.row('bad').version.type, 'unknown');
    assert.deepEqual(view.row('bad').nodes, {type: 'known', value: {ready: 0, total: 0}});
  });

  it('a server that is not Kubernetes is named as that, whether it answers 404 or a login page', async () => {
    await using other = await server((_, response) => notFound(response));
    await using portal = await server((_, response) => html(response, 200, 'Please sign in'));
    const text = kubeconfig([other.entry('other'), portal.entry('portal'), fleet.cluster('good').entry()]);
    await using view = await besides(text);
    assert.equal(view.state('other'), 'unreachable http');
    assert.match(reasonOf(view, 'other'), /nothing of the Kubernetes API/);
    assert.equal(view.state('portal'), 'unreachable http');
    assert.match(reasonOf(view, 'portal'), /web page.*Please sign in/);
  });

  it('a redirect to another host is not followed, and both hosts are named', async () => {
    await using thief = await server((_, response) => answer(response, 200, {}));
    await using bad = await server((_, response) => redirect(response, `${thief.url}/steal`));
    await using view = await besides(bad.entry('bad'));
    assert.equal(view.state('bad'), 'unreachable http');
    assert.match(reasonOf(view, 'bad'), new RegExp(`127.0.0.1:${bad.port}.*127.0.0.1:${thief.port}`));
    assert.equal(thief.requests.length, 0);
  });

  it('a wrong CA, an expired server certificate and a wrong name are told apart', async () => {
    const stranger = await authority();
    const {issue, certificate} = fleet.authority;
    await using unknown = await server(emptyServer(), {authority: {issue: stranger.issue, certificate}});
    await using old = await server(emptyServer(), {serving: await issue({names: ['127.0.0.1'], days: -1})});
    await using named = await server(emptyServer(), {serving: await issue({names: ['other.example']})});
    const text = kubeconfig([
      unknown.entry('unknown'),
      old.entry('old'),
      named.entry('named'),
      fleet.cluster('good').entry(),
    ]);
    await using view = await besides(text);
    for (const context of ['unknown', 'old', 'named']) assert.equal(view.state(context), 'unreachable tls');
    assert.match(reasonOf(view, 'unknown'), /certificate.authority|CA/i);
    assert.match(reasonOf(view, 'old'), /expired/);
    assert.match(reasonOf(view, 'named'), /other\.example|not for|name/);
  });

  it('a host name that does not exist and a port where nobody listens are told apart', async () => {
    const {issue} = fleet.authority;
    const ended = await server(emptyServer(), {serving: await issue({names: ['127.0.0.1']})});
    const entry = ended.entry('gone');
    await ended[Symbol.asyncDispose]();
    const text = kubeconfig([
      entry,
      {...entry, context: 'nowhere', server: 'https://no-such-host.invalid:6443'},
      fleet.cluster('good').entry(),
    ]);
    await using view = await besides(text);
    assert.equal(view.state('gone'), 'unreachable tcp');
    assert.equal(view.state('nowhere'), 'unreachable dns');
    assert.match(reasonOf(view, 'nowhere'), /no-such-host\.invalid/);
  });

  it('a LIST cut off in the middle is a failing watch of a live row, not a shorter list', async () => {
    const list = JSON.stringify({
      kind: 'NodeList',
      metadata: {resourceVersion: '7'},
      items: [node('a'), node('b')],
    });
    await using bad = await server(
      emptyServer({nodes: (response) => half(response, list, Math.floor(list.length * 0.7))}),
    );
    await using view = await besides(bad.entry('bad'));
    assert.equal(view.state('bad'), 'live');
    assert.equal(view.kind('bad', 'nodes'), 'failing');
    assert.equal(view.row('bad').nodes.type, 'unknown');
    assert.equal(view.kind('bad', 'pods'), 'synced');
  });

  for (const [name, frame] of [
    ['cut in half', Buffer.concat([lengthOf(100), Buffer.alloc(40)])],
    ['of a wrong length', Buffer.concat([lengthOf(0xfffffff0), Buffer.alloc(40)])],
    ['full of something else', Buffer.concat([lengthOf(40), Buffer.alloc(40, 0xff)])],
  ] as const) {
    it(`a protobuf watch frame ${name} is a failing watch of a live row`, async () => {
      await using bad = await server(
        emptyServer({
          nodes: (response, {path}) => {
            if (!path.includes('watch='))
              return answer(response, 200, {kind: 'NodeList', metadata: {resourceVersion: '7'}, items: []});
            response.writeHead(200, {'content-type': 'application/vnd.kubernetes.protobuf;stream=watch'});
            response.end(frame);
          },
        }),
      );
      await using view = await besides(bad.entry('bad'));
      await view.until('failing', () => view.kind('bad', 'nodes') === 'failing', 15 * seconds);
      assert.equal(view.state('bad'), 'live');
      assert.equal(view.kind('bad', 'pods'), 'synced');
    });
  }

  it('plugins that are missing, fail, print junk, hang or ask are each one row that says what to do', async () => {
    const good = fleet.cluster('good');
    const text = kubeconfig([
      good.entry('exec-missing', {context: 'missing'}),
      good.entry('exec-failing', {context: 'failing'}),
      good.entry('exec-junk', {context: 'junk'}),
      good.entry('exec-empty', {context: 'empty'}),
      good.entry('exec-wrong-version', {context: 'old-version'}),
      good.entry('exec-prompting', {context: 'asking'}),
      good.entry('exec-hanging', {context: 'hanging'}),
      good.entry(),
    ]);
    await using view = await besides(text);
    assert.equal(view.state('missing'), 'login no plugin');
    assert.match(reasonOf(view, 'missing'), /install rig-missing from the shelf/);
    for (const context of ['failing', 'junk', 'empty', 'old-version', 'asking']) {
      assert.equal(view.state(context), 'login session');
      assert.notEqual(reasonOf(view, context), '');
    }
    assert.equal(view.state('hanging'), 'login plugin hung');
    assert.match(reasonOf(view, 'hanging'), /30 s/);
  });

  it('entries of the kubeconfig that cannot be used are rows that say why', async () => {
    const cluster = {name: 'c', cluster: {server: 'https://127.0.0.1:1'}};
    const unreadable = {
      name: 'u',
      cluster: {server: 'https://127.0.0.1:1', 'certificate-authority': '/no/such/ca.crt'},
    };
    const context = (name: string, of: string, user: string) => ({name, context: {cluster: of, user}});
    const bad = stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [cluster, unreadable],
      users: [{name: 'me', user: {token: 't'}}],
      contexts: [
        context('no-user', 'c', 'nobody'),
        context('no-cluster', 'gone', 'me'),
        context('no-ca', 'u', 'me'),
        context('twice', 'c', 'me'),
        context('twice', 'c', 'me'),
      ],
    });
    const folder = fleet.path('entries');
    mkdirSync(folder, {recursive: true});
    writeFileSync(`${folder}/bad.yaml`, bad);
    writeFileSync(`${folder}/broken.yaml`, 'kind: Config\n\tcontexts: [');
    writeFileSync(`${folder}/empty.yaml`, '');
    writeFileSync(`${folder}/good.yaml`, kubeconfig([fleet.cluster('good').entry()]));
    await using view = await watched({kubeconfig: folder, kinds: [nodes]});
    await view.watch.settled(AbortSignal.timeout(20 * seconds));
    assert.equal(view.state('good'), 'live');
    assert.equal(view.state('no-user'), 'broken');
    assert.match(reasonOf(view, 'no-user'), /nobody/);
    assert.equal(view.state('no-cluster'), 'broken');
    assert.match(reasonOf(view, 'no-cluster'), /gone/);
    assert.equal(view.state('no-ca'), 'broken');
    assert.match(reasonOf(view, 'no-ca'), /\/no\/such\/ca\.crt/);
    assert.match(view.watch.problems.join('\n'), /broken\.yaml:2/);
    assert.match(view.watch.problems.join('\n'), /twice/);
  });

  it('a 40 MB LIST at 2 MB/s is read in bounded memory while the neighbour is served at once', async () => {
    const item = JSON.stringify({
      ...node('n'),
      metadata: {name: 'n', annotations: {filler: 'x'.repeat(20_000)}},
    });
    let sent = 0;
    await using slow = await server(
      emptyServer({
        async pods(response, {path}) {
          if (path.includes('watch='))
            return path.includes('sendInitialEvents') ? invalid(response) : silent(response);
          response.writeHead(200, {'content-type': 'application/json'});
          response.write('{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[');
          for (let index = 0; index < 2000 && !response.destroyed; index++) {
            const text = `${index === 0 ? '' : ','}${item.replace('"n"', `"pod-${index}"`)}`;
            sent += text.length;
            if (!response.write(text)) await new Promise((resolve) => response.once('drain', resolve));
            if (index % 10 === 9) await sleep(100);
          }
          response.end(']}');
        },
      }),
    );
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let peak = before;
    const sampling = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 50);
    try {
      const file = fleet.writeKubeconfig('slow.yaml', [slow.entry('slow'), fleet.cluster('good').entry()]);
      await using view = await watched({kubeconfig: file, kinds: [pods, nodes]});
      await view.until('the neighbour is read', () => view.kind('good', 'pods') === 'synced', 5 * seconds);
      assert.equal(view.kind('slow', 'pods'), 'syncing');
      await view.until('the slow list is read', () => view.kind('slow', 'pods') === 'synced', 60 * seconds);
      assert.ok(sent > 40_000_000);
      assert.equal(view.feed.records('slow', pods).size, 2000);
      assert.equal(view.state('slow'), 'live');
      assert.ok(
        peak - before < 100 * 1024 * 1024,
        `resident memory grew by ${((peak - before) / 1e6).toFixed(0)} MB`,
      );
    } finally {
      clearInterval(sampling);
    }
  });
});

type Answers = Partial<
  Record<'version' | 'pods' | 'nodes', (response: Response, received: Received) => unknown>
>;

/** A server with nothing in it that knows neither WatchList nor protobuf, except where a test answers otherwise. */
function emptyServer(answers: Answers = {}): Handler {
  return (received, response) => {
    const path = received.path.split('?')[0] ?? '';
    if (path === '/version') {
      if (answers.version) return answers.version(response, received);
      return answer(response, 200, {major: '1', minor: '36', gitVersion: 'v1.36.0'});
    }
    if (path === '/api') return answer(response, 200, {kind: 'APIVersions', versions: ['v1']});
    if (path === '/apis') return answer(response, 200, {kind: 'APIGroupList', apiVersion: 'v1', groups: []});
    const plural = path.split('/').at(-1) ?? '';
    const custom = plural === 'pods' || plural === 'nodes' ? answers[plural] : undefined;
    if (custom) return custom(response, received);
    if (received.path.includes('sendInitialEvents')) return invalid(response);
    if (received.path.includes('watch=')) return silent(response);
    return answer(response, 200, {
      kind: 'List',
      apiVersion: 'v1',
      metadata: {resourceVersion: '7'},
      items: [],
    });
  };
}

function invalid(response: Response): void {
  status(response, 422, 'Invalid', 'sendInitialEvents is forbidden for watch');
}

function node(name: string) {
  return {apiVersion: 'v1', kind: 'Node', metadata: {name}};
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes >>> 0);
  return length;
}
