import assert from 'node:assert/strict';
import {test} from 'node:test';
import {pods} from '../../src/kinds/index.ts';
import {node, pod} from '../fleet/objects.ts';
import {crashing, drawnFleet} from './drawn-fleet.ts';
import {cluster, type Fleet, hold, many, minute, stage, start, type UiStage} from './stage.ts';

const named = (index: number) => `c-${String(index).padStart(2, '0')}`;

/** Clusters c-00, c-01 …, all well. */
function clusters(count: number) {
  return (fleet: Fleet) => {
    for (let index = 0; index < count; index++) cluster(fleet, named(index));
  };
}

/** The line of the screen that the cursor is on. */
function cursorLine({screen}: UiStage): number {
  return screen.findIndex((line) => line.startsWith('>'));
}

test('the cursor moves by a row, by a page, to either end, and stops there', async () => {
  const opened = await stage({fleet: clusters(40)});
  const at = () => opened.cursorRow.slice(0, 4);
  await opened.press('j', 'down', 'k');
  assert.equal(at(), 'c-01');
  await opened.press('ctrl-f');
  assert.equal(at(), 'c-21');
  await opened.press('pageup');
  assert.equal(at(), 'c-01');
  await opened.press('k', 'k', 'k');
  assert.equal(at(), 'c-00');
  await opened.press('G', 'j');
  assert.equal(at(), 'c-39');
  await opened.press('g');
  assert.equal(at(), 'c-00');
});

test('at the edge of the screen the rows scroll by half a page, and then stay for half a page', async () => {
  const opened = await stage({fleet: clusters(60)});
  const top = () => opened.names[0];
  await opened.press(...times(19, 'j'));
  assert.equal(top(), 'c-00');
  await opened.press('j');
  assert.equal(opened.cursorRow.slice(0, 4), 'c-20');
  assert.equal(top(), 'c-10');
  await opened.press(...times(9, 'j'));
  assert.equal(top(), 'c-10', 'no second scroll before the edge is reached again');
});

test('the cursor stays on its row, and the row on its line, when rows above it come and go', async () => {
  const opened = await stage({fleet: clusters(12)});
  await opened.press(...times(6, 'j'));
  assert.equal(opened.cursorRow.slice(0, 4), 'c-06');
  for (const gone of ['c-01', 'c-02', 'c-03']) opened.feed.forget(gone);
  await opened.shown();
  assert.equal(opened.cursorRow.slice(0, 4), 'c-06');
  assert.equal(opened.names.length, 9);
});

test('in a list that scrolls, a row that comes above the cursor moves nothing on the screen', async () => {
  const opened = await stage({fleet: clusters(60)});
  await opened.press('G', 'k', 'k');
  const [line, row] = [cursorLine(opened), opened.cursorRow];
  opened.feed.forget('c-01');
  await opened.shown();
  assert.equal(opened.cursorRow, row);
  assert.ok(Math.abs(cursorLine(opened) - line) <= 1);
});

test('a row that goes leaves the cursor where it was, on the next one', async () => {
  const opened = await stage({fleet: clusters(5)});
  await opened.press('j', 'j');
  opened.feed.forget('c-02');
  await opened.shown();
  assert.equal(opened.cursorRow.slice(0, 4), 'c-03');
  for (const gone of ['c-03', 'c-04']) opened.feed.forget(gone);
  await opened.shown();
  assert.equal(opened.cursorRow.slice(0, 4), 'c-01');
});

test('where no row is left nothing breaks, and what comes back is under the cursor', async () => {
  const opened = await stage({fleet: clusters(2)});
  for (const gone of ['c-00', 'c-01']) opened.feed.forget(gone);
  await opened.shown();
  assert.match(opened.screen.join('\n'), /the kubeconfig names no contexts/);
  await opened.press('j', 'enter', 'space', 'n', '.', 'x', 's', 'c');
  assert.match(opened.explanation, /no row|no cluster/);
  cluster(opened, 'c-09');
  await opened.shown();
  assert.equal(opened.cursorRow.slice(0, 4), 'c-09');
});

test('rows sorted by a figure keep their places while a hand moves the cursor, and settle when it rests', async () => {
  const opened = await stage({fleet: clusters(6)});
  await sortBy(opened, 'BAD');
  assert.equal(opened.names[0], 'c-00');
  await opened.press('j');
  hold(opened, 'c-04', 'pods', crashing('web', 5));
  await opened.shown();
  assert.deepEqual(opened.names, ['c-00', 'c-01', 'c-02', 'c-03', 'c-04', 'c-05'], 'nothing moves yet');
  assert.match(opened.screen[6] ?? '', /c-04 .* 5$/, 'but the figure is the new one');
  await opened.clock.advance(900);
  await opened.shown();
  assert.equal(opened.names[0], 'c-00');
  await opened.clock.advance(1200);
  await opened.shown();
  assert.equal(opened.names[0], 'c-04');
  assert.equal(opened.cursorRow.slice(0, 4), 'c-01', 'the cursor is still on its row');
});

test('a second press of the same column turns the order round, and says so over the column', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('N');
  assert.match(opened.screen[1] ?? '', /CLUSTER\^/);
  assert.equal(opened.names[0], 'dev-eu1-all');
  await opened.press('N');
  assert.match(opened.screen[1] ?? '', /CLUSTERv/);
  assert.equal(opened.names[0], 'stg-eu3-all');
});

test('any column is picked with shift and an arrow, and sorted by', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('shift-left', 'O');
  assert.match(opened.screen[1] ?? '', /BADv$/);
  assert.equal(opened.names[0], 'prod-eu1-shop', 'numbers begin with the highest');
});

test('what is not known sorts behind all that is, in both directions', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('shift-left', 'O');
  const unknown = ['stg-eu2-all', 'dev-eu1-all', 'dev-eu2-all'];
  assert.deepEqual(opened.names.slice(-3), unknown);
  await opened.press('O');
  assert.deepEqual(opened.names.slice(-3), unknown);
});

test('space marks a row and goes on; a range is marked to the cursor; all are, and none', async () => {
  const opened = await stage({fleet: clusters(8)});
  const marked = () => opened.screen.flatMap((line) => /^(?:\*|>\*) ?(c-\d+)/.exec(line)?.[1] ?? []);
  await opened.press('j', 'space');
  assert.deepEqual(marked(), ['c-01']);
  assert.equal(opened.cursorRow.slice(0, 4), 'c-02');
  await opened.press('j', 'j', 'v');
  assert.deepEqual(marked(), ['c-01', 'c-02', 'c-03', 'c-04']);
  await opened.press('k', 'space');
  assert.deepEqual(marked(), ['c-01', 'c-02', 'c-04'], 'a second time takes the mark away');
  await opened.press('*');
  assert.equal(marked().length, 8);
  await opened.press('_');
  assert.deepEqual(marked(), []);
});

test('what is done is done to all marked rows, and only to those', async () => {
  const opened = await stage({fleet: clusters(6)});
  await opened.press('j', 'space', 'space', 'G', 'x', 'enter');
  assert.deepEqual(opened.watch.done, ['park c-01', 'park c-02']);
  assert.match(opened.explanation, /2 clusters parked/);
  for (const context of ['c-01', 'c-02']) opened.feed.connection(context, {type: 'parked', since: start});
  await opened.shown();
  await opened.press('x');
  assert.deepEqual(opened.watch.done.slice(2), ['unpark c-01', 'unpark c-02']);
  await opened.press('esc', 'ctrl-r');
  assert.deepEqual(opened.watch.done.slice(4), ['reconnect c-05'], 'marks are taken away with esc');
});

test('where some of the marked are parked and some are not, all are parked first', async () => {
  const opened = await stage({fleet: clusters(3)});
  opened.feed.connection('c-00', {type: 'parked', since: start});
  await opened.shown();
  await opened.press('*', 'x', 'enter');
  assert.deepEqual(opened.watch.done, ['park c-00', 'park c-01', 'park c-02']);
});

test('a marked row that is filtered away is out of reach of what is done next', async () => {
  const opened = await stage({fleet: clusters(4)});
  await opened.press('*', '/');
  await opened.type('c-02');
  await opened.press('enter', 'x');
  assert.deepEqual(opened.watch.done, ['park c-02']);
});

test('parking more than one asks first, and says how many and which', async () => {
  const opened = await stage({fleet: clusters(12)});
  await opened.press('*', 'x');
  assert.deepEqual(opened.watch.done, []);
  const asked = opened.screen.join('\n');
  assert.match(asked, /Park 12 clusters\?/);
  assert.match(asked, /c-00, c-01, c-02, 9 more/);
  assert.match(asked, /nothing is asked of them until x\./);
  await opened.press('esc');
  assert.deepEqual(opened.watch.done, []);
  await opened.press('esc', 'x');
  assert.deepEqual(opened.watch.done, ['park c-00'], 'one is parked at once');
});

test('reconnecting many, or taking up many, asks first; a few are done at once', async () => {
  const opened = await stage({fleet: clusters(9)});
  await opened.press('*', 'ctrl-r');
  assert.match(opened.screen.join('\n'), /Reconnect 9 clusters\?/);
  await opened.press('enter');
  assert.equal(opened.watch.done.length, 9);
  for (const context of opened.watch.play.contexts)
    opened.feed.connection(context, {type: 'parked', since: start});
  await opened.shown();
  await opened.press('x');
  assert.match(opened.screen.join('\n'), /Take up 9 clusters\?/);
  await opened.press('esc', 'space', 'x');
  assert.equal(opened.watch.done.filter((each) => each.startsWith('unpark')).length, 8);
});

test('what is asked about is what is done, whatever becomes of the rows meanwhile', async () => {
  const opened = await stage({fleet: clusters(4)});
  await opened.press('space', 'space', 'x');
  opened.feed.connection('c-03', {type: 'stale', since: start});
  opened.feed.forget('c-02');
  await opened.shown();
  await opened.press('enter');
  assert.deepEqual(opened.watch.done, ['park c-00', 'park c-01']);
});

test('where all marks are out of sight, no other row is meant instead', async () => {
  const opened = await stage({fleet: clusters(4)});
  await opened.press('space', 'space', '/');
  await opened.type('c-03');
  await opened.press('enter');
  for (const key of ['x', 'ctrl-r', 'a']) {
    await opened.press(key);
    assert.match(opened.explanation, /^all 2 marked rows are out of sight; ctrl-\\ takes all marks away$/);
  }
  assert.deepEqual(opened.watch.done, []);
  await opened.press('ctrl-\\', 'x');
  assert.deepEqual(opened.watch.done, ['park c-03']);
});

test('a marked cluster that is gone is not replaced by the row under the cursor', async () => {
  const opened = await stage({fleet: clusters(3)});
  await opened.press('space');
  opened.feed.forget('c-00');
  await opened.shown();
  await opened.press('x');
  assert.match(opened.explanation, /^the marked row is out of sight/);
  assert.deepEqual(opened.watch.done, []);
});

test('marks that are out of sight are left alone, and the question says so', async () => {
  const opened = await stage({fleet: clusters(14)});
  await opened.press('*', '/');
  await opened.type('c-0');
  await opened.press('enter', 'x');
  assert.match(opened.screen.join('\n'), /Park 10 clusters\?/);
  assert.match(opened.screen.join('\n'), /4 marked out of sight: left alone\./);
});

test('a heading takes no mark', async () => {
  const opened = await stage({fleet: clusters(3)});
  await opened.press('t', 'g', 'space', '*', 'x');
  assert.match(opened.screen.join('\n'), /Park 3 clusters\?/);
  assert.doesNotMatch(opened.screen.join('\n'), /left alone/);
});

test('n goes from one row that is not well to the next, and round again', async () => {
  const opened = await stage({fleet: drawnFleet});
  const seen: string[] = [];
  for (let step = 0; step < 10; step++) {
    await opened.press('n');
    seen.push(opened.cursorRow.split(' ')[0] ?? '');
  }
  assert.deepEqual(seen, [
    ...['prod-eu1-shop', 'prod-eu2-pay', 'prod-eu2-shop', 'prod-eu3-pay', 'prod-eu3-shop', 'prod-eu4-shop'],
    ...['stg-eu2-all', 'stg-eu3-all', 'dev-eu2-all', 'prod-eu1-shop'],
  ]);
  await opened.press('p');
  assert.match(opened.cursorRow, /^dev-eu2-all/);
});

test('where every row is well, n says so', async () => {
  const opened = await stage({fleet: clusters(3)});
  await opened.press('n');
  assert.match(opened.explanation, /every row that can be seen is well/);
});

test('z folds the group of the row under the cursor, and enter on its heading opens it', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('t', 'j', 'j', 'z');
  assert.match(opened.cursorRow, /^\+ eu {2}3\/7 live {2}3 with faults$/);
  assert.ok(!opened.screen.some((line) => line.includes('prod-eu1-shop')));
  assert.match(opened.footer, /enter fold/);
  await opened.press('enter');
  assert.match(opened.cursorRow, /^- eu/);
  assert.ok(opened.screen.some((line) => line.includes('prod-eu1-shop')));
});

test('grouping a long grid shows the heading above the row that the cursor stays on', async () => {
  const opened = await stage({fleet: clusters(60)});
  await opened.press('t');
  assert.match(opened.screen[2] ?? '', /^ {2}- eu {2}60\/60 live/);
  assert.match(opened.cursorRow, /^c-00/);
});

test('without groups there is nothing to fold, and that is said', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('z');
  assert.match(opened.explanation, /rows are not grouped/);
});

test('a folded group hides rows from the marks of everything, and from what is saved', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('t', 'j', 'z', '>');
  assert.match(opened.screen.join('\n'), /Save 5 rows of clusters as/);
  await opened.press('enter');
  const [text = ''] = opened.outside.files.values();
  assert.equal(text.trim().split('\n').length, 6, 'five rows and their heading');
});

test('on the page of a cluster the cursor waits on the worst, and passes over headings', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('j', 'enter');
  assert.match(opened.cursorRow, /^deploy shop\/checkout/);
  await opened.press('k');
  assert.match(opened.cursorRow, /^shop\/checkout +image 1\.41\.9 -> 1\.42\.0/);
  await opened.press('j', 'j', 'j');
  assert.match(opened.cursorRow, /^BackOff/);
  await opened.press('g');
  assert.match(opened.cursorRow, /^shop\/checkout/);
  await opened.press('G');
  assert.match(opened.cursorRow, /^ImageGCFailed/);
});

test('the place a person comes back to is as they left it', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('j', 'j', 'j', 'enter');
  assert.match(opened.header, /^prod-eu2-shop/);
  await opened.press('esc');
  assert.match(opened.cursorRow, /^prod-eu2-shop/);
  await opened.press(']');
  assert.match(opened.header, /^prod-eu2-shop/);
  await opened.press('[');
  assert.match(opened.header, /^all 12/);
  await opened.press('[');
  assert.match(opened.explanation, /this is where you came in/);
});

test('ten thousand pods that come and go under the cursor leave it on its pod', async () => {
  const made = many(2000, (index) => pod(`web-${String(index).padStart(5, '0')}`, {created: start - minute}));
  const opened = await stage({
    fleet: (fleet) => cluster(fleet, 'big', {held: {pods: made, nodes: [node('node-1')]}}),
  });
  await opened.press(':');
  await opened.type('pods');
  await opened.press('enter', ...times(30, 'j'));
  const row = opened.cursorRow;
  const sink = opened.feed.sink('big', pods);
  for (let index = 0; index < 25; index++) sink.remove('shop', `web-${String(index).padStart(5, '0')}`);
  for (let index = 0; index < 40; index++) sink.upsert(pod(`app-${index}`, {created: start - minute}));
  await opened.clock.advance(2000);
  await opened.shown();
  assert.equal(opened.cursorRow, row);
});

async function sortBy(opened: UiStage, column: string): Promise<void> {
  const names = (opened.screen[1] ?? '').trim().split(/\s+/);
  await opened.press(...names.slice(0, names.indexOf(column) + 1).map(() => 'shift-right'), 'O');
  await opened.clock.advance(1100);
  await opened.shown();
}

function times(count: number, chord: string): readonly string[] {
  return Array.from({length: count}, () => chord);
}
