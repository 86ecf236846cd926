import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ClusterRow} from '../../src/fleet/index.ts';
import {pods} from '../../src/kinds/index.ts';
import {gridColumns} from '../../src/ui/screens/grid-columns.ts';
import {GridWidths} from '../../src/ui/screens/grid-widths.ts';
import {ColumnWindow} from '../../src/ui/widgets/column-window.ts';
import type {ColumnWish} from '../../src/ui/widgets/columns.ts';
import {clusterRow} from '../fleet/list/rows.ts';
import {pod} from '../fleet/objects.ts';
import {drawnFleet, readEvents} from './drawn-fleet.ts';
import {cluster, hold, stage, start, type UiStage} from './stage.ts';

const wish = (name: string, priority: number, stays = false) => ({
  name,
  isRight: false,
  width: 8,
  priority,
  stays,
});

function windowOf(room: number) {
  const window = new ColumnWindow();
  window.layOut([wish('CLUSTER', 0, true), wish('A', 4), wish('B', 3), wish('C', 2), wish('D', 1)], room);
  return window;
}

const shown = ({placed}: Pick<ColumnWindow<ColumnWish>, 'placed'>) => placed.map(({name}) => name).join(' ');

test('columns are scrolled from what matters most to the first that do not stay, and on to the last', () => {
  const window = windowOf(35);
  const views = [shown(window)];
  while (window.scroll(1)) views.push(shown(window));
  assert.deepEqual(views, ['CLUSTER B C D', 'CLUSTER A B C', 'CLUSTER B C D']);
  assert.deepEqual(window.hasMore, {left: true, right: false});
  assert.equal(window.scroll(1), false);
  assert.equal(window.scroll(-1), true);
  assert.equal(shown(window), 'CLUSTER A B C');
  assert.equal(window.scroll(-1), true);
  assert.deepEqual(window.hasMore, {left: false, right: true});
  assert.equal(window.scroll(-1), false);
});

test('a view that would show the same columns is passed over', () => {
  const window = new ColumnWindow();
  window.layOut([wish('CLUSTER', 0, true), wish('A', 1), wish('B', 2), wish('C', 3)], 26);
  assert.equal(shown(window), 'CLUSTER A B');
  window.scroll(1);
  assert.equal(shown(window), 'CLUSTER B C');
  assert.deepEqual(window.hasMore, {left: true, right: false});
});

test('where there is room for all, nothing is scrolled and nothing is marked', () => {
  const window = windowOf(80);
  assert.deepEqual(window.hasMore, {left: false, right: false});
  assert.equal(window.scroll(1), false);
  assert.equal(window.scroll(-1), false);
});

test('where there is more room than there was, or fewer columns are asked for, no column that fits is left out', () => {
  const many = [wish('CLUSTER', 0, true), wish('A', 4), wish('B', 3), wish('C', 2), wish('D', 1)];
  const scrolled = (room: number, wishes: readonly ColumnWish[] = many) => {
    const window = windowOf(26);
    while (window.scroll(1));
    assert.equal(shown(window), 'CLUSTER C D');
    window.layOut(wishes, room);
    return [shown(window), window.hasMore] as const;
  };
  assert.deepEqual(scrolled(26), ['CLUSTER C D', {left: true, right: false}]);
  assert.deepEqual(scrolled(35), ['CLUSTER B C D', {left: true, right: false}]);
  assert.deepEqual(scrolled(80), ['CLUSTER A B C D', {left: false, right: false}]);
  assert.deepEqual(scrolled(26, many.slice(0, 3)), ['CLUSTER A B', {left: false, right: false}]);
});

test('right leads to the columns of a list that there was no room for, left back, and the heading says where there are more', async () => {
  const opened = await openEvents();
  const heading = () => opened.screen[1]?.trimEnd();
  assert.match(heading() ?? '', /^ >CLUSTER +LAST\^ +REASON +OBJECT +MESSAGE$/);
  await opened.press('right');
  assert.match(heading() ?? '', /^<>CLUSTER +NAMESPACE +LAST.+TYPE +REASON +OBJECT$/);
  await opened.press('right');
  assert.match(heading() ?? '', /^<>CLUSTER +LAST.+TYPE +REASON +OBJECT$/);
  await opened.press('right');
  assert.match(heading() ?? '', /^< CLUSTER +TYPE +REASON +OBJECT +MESSAGE$/);
  await opened.press('right');
  assert.match(opened.explanation, /there are no columns further right/);
  await opened.press('left', 'left', 'left');
  assert.match(heading() ?? '', /^ >CLUSTER +LAST\^ +REASON +OBJECT +MESSAGE$/);
  await opened.press('left');
  assert.match(opened.explanation, /there are no columns further left/);
});

test('of an event whose namespace there is no room for, the line below says it', async () => {
  const opened = await openEvents();
  await opened.press('j');
  assert.match(opened.screen.join('\n'), /\nshop \| pod\/checkout-6d5f-0 \| Back-off restarting failed/);
});

test('a cluster is measured when it is another, those on the screen at every look', () => {
  const widths = new GridWidths();
  const columns = gridColumns(80, undefined, false, []);
  let measured: string[] = [];
  const counting = columns.map((column) => ({
    ...column,
    cell: (...[row, context]: Parameters<typeof column.cell>) => {
      if (column.name === 'CLUSTER') measured.push(row.name);
      return column.cell(row, context);
    },
  }));
  const rows: ClusterRow[] = ['a', 'b', 'c'].map((name) => clusterRow(name));
  const look = (room = 80) => {
    measured = [];
    widths.fit(counting, room, {rows, visible: rows.slice(0, 1), context: {now: 0}});
    return measured.join(' ');
  };
  assert.match(look(), /a b c/);
  assert.equal(look(), 'a');
  rows[2] = clusterRow('c', {name: 'another'});
  assert.equal(look(), 'another a');
  assert.match(look(120), /a b another/, 'on another screen cells say something else');
});

test('what a row out of sight needs is kept room for, so that columns stay where they are', () => {
  const widths = new GridWidths();
  const columns = gridColumns(80, undefined, false, []);
  const needed = (rows: readonly ClusterRow[]) =>
    widths
      .fit(columns, 80, {rows, visible: rows.slice(0, 1), context: {now: 0}})
      .find(({name}) => name === 'NODES')?.needed;
  const large = clusterRow('large', {nodes: {type: 'known', value: {ready: 12345, total: 12345}}});
  assert.equal(needed([clusterRow('small'), large]), 11);
  assert.equal(needed([clusterRow('small')]), 11);
});

test('a cursor key asks nothing of the model: not one record, not one cluster', async () => {
  const opened = await stage({
    fleet: (fleet) => {
      cluster(fleet, 'prod-eu1-shop');
      hold(
        fleet,
        'prod-eu1-shop',
        'pods',
        Array.from({length: 50}, (_, index) => pod(`pod-${index}`)),
      );
    },
  });
  const asked = countAsks(opened);
  await opened.press('j');
  assert.equal(asked(), 0, 'on the grid');
  await opened.press(':');
  await opened.type('pods');
  await opened.press('enter');
  assert.ok(asked() > 0);
  const before = asked();
  await opened.press('j', 'j', 'ctrl-f', 'k');
  assert.equal(asked(), before, 'on a list');
  opened.feed.sink('prod-eu1-shop', pods).upsert(pod('pod-1', {state: 'crashing', created: start}));
  await opened.shown();
  assert.ok(asked() > before);
});

async function openEvents(): Promise<UiStage> {
  const opened = await stage({fleet: drawnFleet});
  readEvents(opened);
  await opened.press(':');
  await opened.type('events');
  await opened.press('enter');
  return opened;
}

/** How often the records of anything were asked for. */
function countAsks({feed}: UiStage): () => number {
  let asks = 0;
  const {records} = feed;
  Object.assign(feed, {
    records: (...asked: Parameters<typeof records>) => {
      asks += 1;
      return records(...asked);
    },
  });
  return () => asks;
}
