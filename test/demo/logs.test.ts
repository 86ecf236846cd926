import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {type ApiObject, listOf, type Stage, stage} from './stage.ts';

interface Pod extends ApiObject {
  readonly status: {
    readonly containerStatuses?: readonly {
      readonly ready: boolean;
      readonly state: {readonly waiting?: {readonly reason: string}};
      readonly lastState: {readonly terminated?: object};
    }[];
  };
}

describe('the logs of a simulated pod', () => {
  let on: Stage;

  before(async () => {
    on = await stage();
  });
  after(() => on?.[Symbol.asyncDispose]());

  const podOf = async (context: string, label: string, isMeant: (pod: Pod) => boolean): Promise<string> => {
    const list = listOf(await on.ask(context, `/api/v1/pods?labelSelector=${label}`));
    const found = list.items.find((item) => isMeant(item as Pod));
    assert.ok(found, label);
    return `/api/v1/namespaces/${found.metadata.namespace}/pods/${found.metadata.name}/log`;
  };
  const status = (pod: Pod) => pod.status.containerStatuses?.[0];
  const linesOf = async (context: string, path: string) => {
    const {text, headers} = await on.ask(context, path);
    assert.match(String(headers['content-type']), /^text\/plain/);
    return text.split('\n').slice(0, -1);
  };
  const refused = async (context: string, path: string, code: number, message: RegExp) => {
    const {text} = await on.ask(context, path);
    const answer = JSON.parse(text);
    assert.deepEqual([answer.kind, answer.code], ['Status', code]);
    assert.match(answer.message, message);
  };

  test('are the requests of what is well, the latest last, and as many as are asked for', async () => {
    const path = await podOf('prod-eu1-shop', 'app=cart', (pod) => status(pod)?.ready === true);
    const lines = await linesOf('prod-eu1-shop', `${path}?tailLines=50`);
    assert.equal(lines.length, 50);
    for (const line of lines) assert.match(line, /^\d{4}-\S+Z (INFO |WARN ) GET \/\S* (200|503) \d+ms/);
    assert.deepEqual(lines, lines.toSorted());
    assert.deepEqual(await linesOf('prod-eu1-shop', `${path}?tailLines=0`), []);
    // Meanwhile it may have printed another one.
    const again = await linesOf('prod-eu1-shop', `${path}?tailLines=51`);
    assert.ok(again.includes(lines[20] ?? ''), 'what was printed stays printed');
    await refused(
      'prod-eu1-shop',
      `${path}?previous=true`,
      400,
      /previous terminated container "cart" in pod/,
    );
    await refused(
      'prod-eu1-shop',
      `${path}?container=side`,
      400,
      /container side is not valid for pod cart-/,
    );
  });

  test('of a crash loop end with what it ended with, asked for as they are or as those of the run before', async () => {
    const isCrashing = (pod: Pod) => status(pod)?.lastState.terminated !== undefined;
    const path = await podOf('prod-eu1-shop', 'app=checkout', isCrashing);
    const before = await linesOf('prod-eu1-shop', `${path}?previous=true`);
    assert.match(before[0] ?? '', /checkout 1\.42\.0 starts$/);
    assert.ok(before.some((line) => line.startsWith('panic: ')));
    assert.equal(before.at(-1), 'exit status 1');
  });

  test('of what never started are refused as a server does', async () => {
    const path = await podOf('stg-us1-all', 'app=report', (pod) => status(pod)?.state.waiting !== undefined);
    await refused('stg-us1-all', path, 400, /container "report" in pod "report-\S+" is waiting to start: /);
    const list = listOf(await on.ask('prod-us2-shop', '/api/v1/pods?fieldSelector=status.phase%3DPending'));
    const [pending] = list.items;
    assert.ok(pending);
    const {namespace, name} = pending.metadata;
    const place = `/api/v1/namespaces/${namespace}/pods/${name}/log`;
    await refused('prod-us2-shop', place, 400, /^pod reindex-\S+ does not have a host assigned$/);
    await refused('prod-us2-shop', place.replace(name, 'none'), 404, /pods "none" not found/);
    await refused('prod-ap1-pay', place, 403, /cannot get resource "pods\/log"/);
  });

  test('of several containers are those of the one that is named', async () => {
    const path = await podOf('prod-eu1-pay', 'app=ledger', () => true);
    const pod = JSON.parse((await on.ask('prod-eu1-pay', path.replace(/\/log$/, ''))).text);
    const [first] = pod.spec.containers;
    on.demo.apply('prod-eu1-pay', {
      ...pod,
      metadata: {...pod.metadata, name: 'two'},
      spec: {...pod.spec, containers: [first, {...first, name: 'side'}]},
    });
    const place = path.replace(/pods\/.*\/log$/, 'pods/two/log');
    await refused(
      'prod-eu1-pay',
      place,
      400,
      /^a container name must be specified for pod two, choose one of: \[ledger side\]$/,
    );
    assert.ok((await linesOf('prod-eu1-pay', `${place}?container=ledger`)).length > 0);
  });

  test('that are followed are those there are, and go on until the client goes', async () => {
    const path = await podOf('prod-eu1-shop', 'app=cart', () => true);
    await using connection = await on.connect('prod-eu1-shop');
    const {signal} = new AbortController();
    const query = {tailLines: 3, follow: true};
    const {body} = await connection.stream({verb: 'GET', path, query, signal});
    const chunks = body[Symbol.asyncIterator]();
    let text = '';
    while (text.split('\n').length < 4) text += String(Buffer.from((await chunks.next()).value));
    assert.equal(text.split('\n').length, 4);
    const more = chunks.next().catch(() => 'the client went');
    assert.equal(await Promise.race([more, linesOf('prod-eu1-shop', path).then(() => 'waits')]), 'waits');
  });
});
