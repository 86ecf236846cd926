import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {allKinds, type BaseRecord, kindId, pods} from '../../src/kinds/index.ts';
import {discover, readNodeUsage} from '../../src/kube/index.ts';
import {podsAsTable} from '../kube/projections.ts';
import {until} from '../kube/until.ts';
import {eventsOf, follow, listOf, type Stage, stage} from './stage.ts';

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const {signal} = new AbortController();

describe('the API of a simulated cluster', () => {
  const cluster = 'prod-eu1-pay';
  let on: Stage;

  before(async () => {
    on = await stage();
  });
  after(() => on?.[Symbol.asyncDispose]());

  const widget = (name: string, labels: Readonly<Record<string, string>> = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name, namespace: 'widgets', labels},
    data: {size: 'large'},
  });

  test('gives the same records as protobuf and as JSON, for every kind', async () => {
    await using connection = await on.connect('prod-eu1-shop');
    let total = 0;
    for (const kind of allKinds) {
      const {protobuf: _, ...asJson} = kind;
      await using first = follow<BaseRecord>(connection, kind);
      await using second = follow<BaseRecord>(connection, asJson);
      await Promise.all([first.reach('synced'), second.reach('synced')]);
      // The two were read at two moments, between which an object may have changed: such a one comes to the other soon.
      await until(`the records of ${kindId(kind)} are the same`, () => isSame(first.held, second.held));
      total += first.held.size;
    }
    assert.ok(total > 300, `${total} records`);
  });

  test('reads by WatchList in one request, and tells changes as they happen', async () => {
    await using connection = await on.connect(cluster);
    await using whole = follow(connection, pods);
    await using rows = follow(connection, podsAsTable);
    await Promise.all([whole.reach('synced'), rows.reach('synced')]);
    assert.equal(connection.counters.requests, 2);
    const [first] = whole.held.values();
    assert.ok(first);
    const {text} = await on.ask(cluster, `/api/v1/namespaces/${first.namespace}/pods/${first.name}`);
    const pod = JSON.parse(text);
    on.demo.apply(cluster, {...pod, metadata: {...pod.metadata, name: 'late', namespace: 'default'}});
    await until('both see it come', () => [whole, rows].every(({held}) => held.has('default/late')));
    assert.equal(on.demo.remove(cluster, 'pods', 'default', 'late'), true);
    await until('both see it go', () => [whole, rows].every(({held}) => !held.has('default/late')));
    assert.equal(connection.counters.requests, 2);
  });

  test('lists page by page, each object once, with the version of the first page', async () => {
    const whole = listOf(await on.ask(cluster, '/api/v1/configmaps'));
    const names: string[] = [];
    let page = listOf(await on.ask(cluster, '/api/v1/configmaps?limit=7'));
    const {resourceVersion, remainingItemCount} = page.metadata;
    assert.equal(remainingItemCount, whole.items.length - 7);
    on.demo.apply(cluster, widget('aaa-between'));
    while (true) {
      names.push(...page.items.map(({metadata}) => `${metadata.namespace}/${metadata.name}`));
      assert.equal(page.metadata.resourceVersion, resourceVersion);
      if (!page.metadata.continue) break;
      page = listOf(await on.ask(cluster, `/api/v1/configmaps?limit=7&continue=${page.metadata.continue}`));
    }
    on.demo.remove(cluster, 'configmaps', 'widgets', 'aaa-between');
    assert.deepEqual(
      names.filter((name) => name !== 'widgets/aaa-between'),
      whole.items.map(({metadata}) => `${metadata.namespace}/${metadata.name}`),
    );
  });

  test('watches from a version: what came after it, and nothing from before', async () => {
    on.demo.apply(cluster, widget('before'));
    const {resourceVersion} = listOf(await on.ask(cluster, '/api/v1/configmaps?limit=1')).metadata;
    on.demo.apply(cluster, widget('one'));
    on.demo.apply(cluster, widget('one', {changed: 'yes'}));
    on.demo.remove(cluster, 'configmaps', 'widgets', 'one');
    const path = `/api/v1/namespaces/widgets/configmaps?watch=1&resourceVersion=${resourceVersion}`;
    const events = eventsOf(await on.ask(cluster, path, {lines: 3}));
    assert.deepEqual(
      events.map(({type, object}) => `${type} ${object.metadata.name}`),
      ['ADDED one', 'MODIFIED one', 'DELETED one'],
    );
    const versions = events.map(({object}) => Number(object.metadata.resourceVersion));
    assert.deepEqual(versions, versions.toSorted());
    assert.ok(Number(resourceVersion) < (versions[0] ?? 0));
  });

  test('a WatchList ends its initial objects with a bookmark of the version they are of', async () => {
    const path =
      '/api/v1/namespaces?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const count = listOf(await on.ask(cluster, '/api/v1/namespaces')).items.length;
    const events = eventsOf(await on.ask(cluster, path, {lines: count + 1}));
    assert.deepEqual(new Set(events.slice(0, -1).map(({type}) => type)), new Set(['ADDED']));
    const {type, object} = events[count] ?? {};
    assert.equal(type, 'BOOKMARK');
    assert.equal(object?.kind, 'Namespace');
    assert.equal(object.metadata.annotations?.['k8s.io/initial-events-end'], 'true');
    assert.match(object.metadata.resourceVersion, /^\d+$/);
    const refused = await on.ask(cluster, '/api/v1/namespaces?watch=true&sendInitialEvents=true');
    assert.equal(refused.status, 422);
  });

  test('says 410 of a version it has forgotten, to watches and to pages', async () => {
    const page = listOf(await on.ask('dev-eu2-all', '/api/v1/pods?limit=1')).metadata;
    on.demo.compact('dev-eu2-all');
    on.demo.apply('dev-eu2-all', widget('another'));
    on.demo.compact('dev-eu2-all');
    const path = `/api/v1/pods?watch=1&resourceVersion=${page.resourceVersion}`;
    const [event] = eventsOf(await on.ask('dev-eu2-all', path));
    assert.deepEqual([event?.type, event?.object.code, event?.object.reason], ['ERROR', 410, 'Expired']);
    const next = await on.ask('dev-eu2-all', `/api/v1/pods?limit=1&continue=${page.continue}`);
    assert.equal(next.status, 410);
  });

  test('selects by labels and by fields, and a watch tells what begins and ceases to match', async () => {
    const count = async (query: string): Promise<number> =>
      listOf(await on.ask(cluster, `/api/v1/pods?${new URLSearchParams(query)}`)).items.length;
    const all = await count('');
    const api = await count('labelSelector=app=api');
    const ledger = await count('labelSelector=app==ledger');
    assert.ok(api > 3 && ledger > 3);
    assert.equal(await count('labelSelector=app in (api, ledger)'), api + ledger);
    assert.equal(await count('labelSelector=app notin (api,ledger)'), all - api - ledger);
    assert.equal(await count('labelSelector=app!=api'), all - api);
    assert.equal(
      await count('labelSelector=app,!pod-template-hash,app!=kafka'),
      await count('labelSelector=!pod-template-hash,app!=kafka'),
    );
    assert.equal(
      await count('fieldSelector=metadata.namespace=payments,status.phase!=Running&labelSelector=app=kafka'),
      0,
    );
    assert.equal(
      await count('fieldSelector=status.phase=Running'),
      await count('fieldSelector=status.phase!=Pending'),
    );
    assert.equal((await on.ask(cluster, '/api/v1/pods?fieldSelector=spec.colour=red')).status, 400);
    assert.equal((await on.ask(cluster, '/api/v1/pods?labelSelector=a=b=c')).status, 400);

    const {resourceVersion} = listOf(await on.ask(cluster, '/api/v1/configmaps?limit=1')).metadata;
    on.demo.apply(cluster, widget('picky'));
    on.demo.apply(cluster, widget('picky', {wanted: 'yes'}));
    on.demo.apply(cluster, widget('picky'));
    const path = `/api/v1/configmaps?watch=1&labelSelector=wanted&resourceVersion=${resourceVersion}`;
    const events = eventsOf(await on.ask(cluster, path, {lines: 2}));
    assert.deepEqual(
      events.map(({type}) => type),
      ['ADDED', 'DELETED'],
    );
  });

  test('prints Tables in the columns of the kind, in lists and in watches, which name them once', async () => {
    const {text} = await on.ask(cluster, '/apis/apps/v1/namespaces/payments/deployments', {accept: table});
    const list = JSON.parse(text);
    assert.equal(list.kind, 'Table');
    assert.deepEqual(
      list.columnDefinitions.map(
        ({name, priority}: {name: string; priority: number}) => `${name} ${priority}`,
      ),
      ['Name 0', 'Ready 0', 'Up-to-date 0', 'Available 0', 'Age 0', 'Containers 1', 'Images 1', 'Selector 1'],
    );
    const row = list.rows.find(
      ({object}: {object: {metadata: {name: string}}}) => object.metadata.name === 'report',
    );
    assert.match(row.cells[1], /^\d\/\d$/);
    assert.equal(row.object.kind, 'PartialObjectMetadata');
    const watch = await on.ask(cluster, '/api/v1/namespaces?watch=1', {accept: table, lines: 2});
    const [first, second] = eventsOf(watch);
    assert.equal(first?.object.columnDefinitions?.length, 3);
    assert.equal(second?.object.columnDefinitions, null);
    assert.equal(second?.object.rows?.length, 1);
  });

  test('gives bare metadata and the date to who asks', async () => {
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const answer = await on.ask(cluster, '/api/v1/pods', {accept});
    const list = listOf(answer);
    assert.equal(list.kind, 'PartialObjectMetadataList');
    assert.deepEqual(Object.keys(list.items[0] ?? {}), ['kind', 'apiVersion', 'metadata']);
    assert.ok(Math.abs(Date.parse(String(answer.headers['date'])) - Date.now()) < 5_000);
  });

  test('compresses lists and watches for who wants it, event by event', async () => {
    await using connection = await on.connect(cluster, {isCompressed: true});
    await using whole = follow(connection, pods);
    await whole.reach('synced');
    assert.equal(connection.counters.requests, 1);
    await connection.json({verb: 'GET', path: '/api/v1/pods', signal});
    assert.ok(connection.counters.bytesReceived < connection.counters.bytesDecoded / 4);
    const {text} = await on.ask(cluster, '/api/v1/pods?limit=1');
    const [pod] = JSON.parse(text).items;
    on.demo.apply(cluster, {
      kind: 'Pod',
      apiVersion: 'v1',
      ...pod,
      metadata: {name: 'late', namespace: 'default'},
    });
    await until('it comes', () => whole.held.has('default/late'));
    on.demo.remove(cluster, 'pods', 'default', 'late');
    await until('it goes', () => !whole.held.has('default/late'));
  });

  test('tells its resources the same way in one document and in many', async () => {
    await using connection = await on.connect(cluster);
    const legacy = {
      ...connection,
      json: (asked: Parameters<typeof connection.json>[0]) =>
        connection.json({...asked, accept: 'application/json'}),
    };
    const named = (all: Awaited<ReturnType<typeof discover>>) =>
      all
        .map(({group, version, plural, kind, namespaced}) =>
          [group, version, plural, kind, namespaced].join(' '),
        )
        .sort();
    const resources = await discover(connection, signal);
    assert.deepEqual(named(await discover(legacy, signal)), named(resources));
    for (const {resource} of allKinds)
      assert.ok(resources.some(({plural, group}) => plural === resource.plural && group === resource.group));
  });

  test('refuses as a server does: 401, 403, 404, 405, 406', async () => {
    const status = async (path: string, options = {}) => {
      const answer = await on.ask(cluster, path, options);
      const {code, kind} = JSON.parse(answer.text);
      assert.deepEqual([kind, code], ['Status', answer.status]);
      return answer.status;
    };
    assert.equal(await status('/api/v1/pods', {isAnonymous: true}), 401);
    assert.equal(await status('/api/v1/secrets'), 403);
    assert.equal(await status('/api/v1/namespaces/default/pods/nobody'), 404);
    assert.equal(await status('/apis/apps/v1/things'), 404);
    assert.equal(await status('/api/v1/namespaces/default/pods/nobody', {method: 'DELETE'}), 405);
    assert.equal(await status('/api/v1/pods', {accept: 'application/xml'}), 406);
    for (const path of ['/nothing', '/apis/example.org/v1/things'])
      assert.equal((await on.ask(cluster, path)).text, '404 page not found\n');
  });

  test('answers what users ask about themselves', async () => {
    const review = async (group: string, kind: string, spec: object) => {
      const path = `/apis/${group}/v1/${kind.toLowerCase()}s`;
      const {text, status} = await on.ask(cluster, path, {method: 'POST', body: {spec}});
      assert.equal(status, 201, text);
      return JSON.parse(text).status;
    };
    const {userInfo} = await review('authentication.k8s.io', 'SelfSubjectReview', {});
    assert.equal(userInfo.username, 'ann@acme.example');
    const may = async (verb: string, resource: string) =>
      (
        await review('authorization.k8s.io', 'SelfSubjectAccessReview', {
          resourceAttributes: {verb, resource},
        })
      ).allowed;
    assert.deepEqual(
      [await may('list', 'pods'), await may('list', 'secrets'), await may('delete', 'pods')],
      [true, false, false],
    );
    const rules = await review('authorization.k8s.io', 'SelfSubjectRulesReview', {namespace: 'default'});
    assert.ok(rules.resourceRules.length > 0);
  });

  test('measures its nodes where the metrics are installed, and has no such API elsewhere', async () => {
    await using connection = await on.connect(cluster);
    const usage = await readNodeUsage(connection, signal);
    const nodes = listOf(await on.ask(cluster, '/api/v1/nodes')).items;
    assert.equal(usage?.size, nodes.length);
    for (const {cpu} of usage.values()) assert.ok(cpu > 0.5 && cpu < 4);
    await using other = await on.connect('prod-eu1-edge');
    assert.equal(await readNodeUsage(other, signal), undefined);
  });
});

function isSame(first: ReadonlyMap<string, BaseRecord>, second: ReadonlyMap<string, BaseRecord>): boolean {
  try {
    assert.deepEqual(new Map([...first].sort()), new Map([...second].sort()));
    return true;
  } catch {
    return false;
  }
}
