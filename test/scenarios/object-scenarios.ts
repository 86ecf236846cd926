import assert from 'node:assert/strict';
import {it} from 'node:test';
import {pods, type TableRecord, tableColumns, tableKind} from '../../src/kinds/index.ts';
import {configMap, pod} from './objects.ts';
import {type Scene, seconds} from './scene.ts';

/** Objects come, change and go, and rows tell of it. */
export function objectScenarios(scene: () => Scene): void {
  it('are live, with their versions and everything read, over one socket each', () => {
    const {world, view} = scene();
    for (const context of world.contexts) {
      const row = view.row(context);
      assert.equal(row.version.type, 'known');
      assert.match(row.id, /^[0-9a-f]{8}-/);
      for (const figure of [row.nodes, row.pods, row.workloads, row.warnings, row.worst])
        assert.equal(figure.type, 'known');
      assert.deepEqual(view.history(context), ['connecting', 'live']);
    }
    for (const {socketsOpen, socketsMade} of view.watch.report().contexts)
      assert.deepEqual([socketsOpen, socketsMade], [1, 1]);
  });

  it('show a pod that is made, changed and deleted, the moment that it is', async () => {
    const {world, view, first, othersAreUntouched, held} = scene();
    const one = pod('life', {labels: {app: 'life'}, phase: 'Pending'});
    const cells = () => {
      const record = held(pods, one);
      const now = view.feed.clusterNow(first);
      return record && pods.columns.slice(0, 4).map((column) => column.cell(record, {now}));
    };
    const isShown = (...wanted: readonly string[]) => cells()?.join() === ['life', ...wanted].join();
    await world.apply(first, one);
    await view.until('it is pending', () => isShown('0/1', 'Pending', '0'), 5 * seconds);
    const before = held(pods, one);
    await world.apply(
      first,
      pod('life', {labels: {app: 'life', changed: 'yes'}, isReady: true, restarts: 2}),
    );
    await view.until('it runs', () => isShown('1/1', 'Running', '2'), 5 * seconds);
    await view.until('its label', () => held(pods, one)?.labels['changed'] === 'yes', 5 * seconds);
    assert.equal(held(pods, one)?.created, before?.created);
    await world.remove(first, one);
    await view.until('it is gone', () => cells() === undefined, 5 * seconds);
    othersAreUntouched();
  });

  it('keep the identity of an object that is changed, and give it a new version', async () => {
    const {world, first, askFirst} = scene();
    const identity = async (data: string) => {
      await world.apply(first, configMap('same', {data}));
      const {text} = await askFirst('/api/v1/namespaces/default/configmaps/same');
      const {uid, creationTimestamp, resourceVersion} = JSON.parse(text).metadata;
      return {uid, creationTimestamp, resourceVersion};
    };
    const [one, two] = [await identity('one'), await identity('two')];
    assert.deepEqual([two.uid, two.creationTimestamp], [one.uid, one.creationTimestamp]);
    assert.ok(Number(two.resourceVersion) > Number(one.resourceVersion));
    await world.remove(first, configMap('same', {}));
    assert.equal((await askFirst('/api/v1/namespaces/default/configmaps/same')).status, 404);
  });

  it('count a crash loop as the worst of their troubles', async () => {
    const {world, view, first, othersAreUntouched} = scene();
    const worst = () => {
      const figure = view.row(first).worst;
      return figure.type === 'known' ? figure.value : figure.type;
    };
    assert.equal(worst(), 'ok');
    const crashing = ['crash-1', 'crash-2'].map((name) => pod(name, {isCrashing: true, restarts: 7}));
    for (const one of crashing) await world.apply(first, one);
    await view.until('both are counted', () => worst() === 'CrashLoop x2', 5 * seconds);
    assert.ok(view.feed.faults(first).length > 0);
    for (const one of crashing) await world.remove(first, one);
    await view.until('they are gone', () => worst() === 'ok', 5 * seconds);
    othersAreUntouched();
  });

  it('print kinds that have no record of their own in the columns of the server', async () => {
    const {world, view, first, held} = scene();
    const resource = await view.watch.resolve(first, 'cm', AbortSignal.timeout(10 * seconds));
    assert.ok(resource);
    const kind = tableKind(resource);
    using _wish = view.watch.want([kind], [first]);
    const cells = (record: TableRecord | undefined) =>
      record &&
      tableColumns(record).map(({name, cell}) => `${name} ${name === 'AGE' ? '' : cell(record, {now: 0})}`);
    await world.apply(first, configMap('table', {one: '1', two: '2'}, {team: 'red'}));
    const one = configMap('table', {});
    await view.until('its row', () => held(kind, one) !== undefined, 10 * seconds);
    assert.deepEqual(cells(held(kind, one)), ['NAME table', 'DATA 2', 'AGE ']);
    assert.deepEqual(held(kind, one)?.labels, {team: 'red'});
    await world.apply(first, configMap('table', {one: '1', two: '2', three: '3'}, {team: 'red'}));
    await view.until('its change', () => cells(held(kind, one))?.[1] === 'DATA 3', 5 * seconds);
    await world.remove(first, one);
    await view.until('its end', () => held(kind, one) === undefined, 5 * seconds);
  });
}
