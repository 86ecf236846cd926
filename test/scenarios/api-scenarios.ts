import assert from 'node:assert/strict';
import {it} from 'node:test';
import {pods} from '../../src/kinds/index.ts';
import {type ApiList, eventsOf, listOf} from '../demo/stage.ts';
import {watched} from '../watch/fleet.ts';
import {marks, names, refusals, secrets, tables, unheardOf} from './expected.ts';
import {configMap} from './objects.ts';
import {type Scene, seconds} from './scene.ts';

/** What servers answer, to us and to others, and to whom. */
export function apiScenarios(scene: () => Scene): void {
  for (const [path, columns] of Object.entries(tables))
    it(`head a Table of ${path} with the same columns`, async () => {
      const {askFirst} = scene();
      const {text} = await askFirst(path, {accept: 'application/json;as=Table;v=v1;g=meta.k8s.io'});
      const {columnDefinitions} = JSON.parse(text) as {
        columnDefinitions: {name: string; type: keyof typeof marks; priority: number}[];
      };
      assert.equal(
        columnDefinitions
          .map(({name, type, priority}) => `${name}${marks[type]}${priority > 0 ? '+' : ''}`)
          .join(', '),
        columns,
      );
    });

  for (const [what, {path, answer, ...options}] of Object.entries(refusals))
    it(`refuse ${what} in the same words`, async () => {
      const {askFirst} = scene();
      const {status, text} = await askFirst(path, options);
      const {kind, code, reason, message, details} = JSON.parse(text);
      assert.deepEqual([kind, code], ['Status', status]);
      const {message: words, ...rest} = answer;
      assert.match(message, words);
      assert.deepEqual({code, ...(reason && {reason}), ...(details && {details})}, rest);
    });

  it('know what people call things by short', async () => {
    const {view, first} = scene();
    const signal = AbortSignal.timeout(10 * seconds);
    for (const [name, wanted] of Object.entries(names)) {
      const found = await view.watch.resolve(first, name, signal);
      const said =
        found && `${found.plural}.${found.group} ${found.kind} ${found.namespaced ? 'namespaced' : ''}`;
      assert.equal(said?.trim(), wanted, name);
    }
  });

  it('list page by page as it was at the first page, whatever changes meanwhile', async () => {
    const {world, first, askFirst} = scene();
    const labels = {scenario: 'pages'};
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => configMap(`page-${name}`, {old: 'yes'}, labels));
    for (const one of all) await world.apply(first, one);
    const root = '/api/v1/namespaces/default/configmaps';
    const whole = listOf(await askFirst(root));
    const pages: ApiList[] = [listOf(await askFirst(`${root}?limit=2`))];
    assert.equal(pages[0]?.metadata.remainingItemCount, whole.items.length - 2);
    await world.apply(first, configMap('page-cc', {}, labels));
    await world.apply(first, configMap('page-d', {new: 'yes'}, labels));
    await world.remove(first, configMap('page-e', {}));
    for (let next = pages[0]?.metadata.continue; next; next = pages.at(-1)?.metadata.continue)
      pages.push(listOf(await askFirst(`${root}?limit=2&continue=${encodeURIComponent(next)}`)));
    assert.deepEqual(new Set(pages.map(({metadata}) => metadata.resourceVersion)).size, 1);
    const listed = pages.flatMap(({items}) => items);
    assert.deepEqual(listed, whole.items);
    const selected = listOf(await askFirst(`${root}?limit=2&labelSelector=scenario%3Dpages`));
    assert.deepEqual([selected.items.length, selected.metadata.remainingItemCount], [2, undefined]);
    assert.ok(selected.metadata.continue);
    const left = listOf(await askFirst(`${root}?labelSelector=scenario%3Dpages`));
    for (const {metadata} of left.items) await world.remove(first, configMap(metadata.name, {}));
    assert.deepEqual(
      left.items.map(({metadata}) => metadata.name),
      ['page-a', 'page-b', 'page-c', 'page-cc', 'page-d'],
    );
  });

  it('end what there was with a bookmark where a watch asks for it first', async () => {
    const {askFirst} = scene();
    const {items} = listOf(await askFirst('/api/v1/namespaces'));
    const wish = 'watch=true&sendInitialEvents=true&allowWatchBookmarks=true';
    const path = `/api/v1/namespaces?${wish}&resourceVersionMatch=NotOlderThan`;
    const events = eventsOf(await askFirst(path, {lines: items.length + 1}));
    assert.deepEqual(
      events.map(({type}) => type),
      [...items.map(() => 'ADDED'), 'BOOKMARK'],
    );
    const {object} = events.at(-1) ?? {};
    assert.equal(object?.kind, 'Namespace');
    assert.deepEqual(object.metadata.annotations, {'k8s.io/initial-events-end': 'true'});
    const refused = await askFirst(`/api/v1/namespaces?${wish}`);
    assert.deepEqual([refused.status, JSON.parse(refused.text).reason], [422, 'Invalid']);
  });

  it('deny one kind to whoever may not read it, and are live all the same', async () => {
    const {world, first} = scene();
    const file = await world.kubeconfigOf('reader without secrets');
    await using own = await watched({kubeconfig: file, clock: world.clock, kinds: [pods, secrets]});
    await own.watch.settled(AbortSignal.timeout(30 * seconds));
    assert.deepEqual(
      [own.state(first), own.kind(first, 'pods'), own.kind(first, 'secrets')],
      ['live', 'synced', 'denied'],
    );
    const state = own.row(first).watches['secrets'];
    assert.match(
      state?.type === 'denied' ? state.reason : '',
      /secrets is forbidden: User "[^"]+" cannot (list|watch) resource "secrets" in API group "" at the cluster scope/,
    );
  });

  it('have no kind that nobody has heard of', async () => {
    const {view, first, askFirst} = scene();
    using _wish = view.watch.want([unheardOf], [first]);
    await view.until(
      'it is absent',
      () => view.kind(first, 'unicorns.example.org') === 'absent',
      10 * seconds,
    );
    const {status, text} = await askFirst('/apis/example.org/v1/unicorns');
    // Of a group that is not there the server knows not even that it would be an API.
    assert.deepEqual([status, text], [404, '404 page not found\n']);
    const unknown = JSON.parse((await askFirst('/api/v1/unicorns')).text);
    assert.deepEqual(
      [unknown.code, unknown.reason, unknown.message],
      [404, 'NotFound', 'the server could not find the requested resource'],
    );
  });

  it('ask whoever comes with a wrong token to log in', async () => {
    const {world, first, askFirst} = scene();
    await using own = await watched({
      kubeconfig: await world.kubeconfigOf('wrong token'),
      clock: world.clock,
    });
    await own.untilState(first, 'login refused', 10 * seconds);
    const answer = await askFirst('/api/v1/pods', {
      isAnonymous: true,
      headers: {authorization: 'Bearer wrong'},
    });
    const {kind, status, reason, code, message} = JSON.parse(answer.text);
    assert.equal(answer.status, 401);
    assert.deepEqual(
      {kind, status, reason, code, message},
      {kind: 'Status', status: 'Failure', reason: 'Unauthorized', code: 401, message: 'Unauthorized'},
    );
  });
}
