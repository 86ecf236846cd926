import assert from 'node:assert/strict';
import {test} from 'node:test';
import {width} from '../../src/text/index.ts';
import {node} from '../fleet/objects.ts';
import {drawnFleet} from './drawn-fleet.ts';
import {hostileFleet} from './hostile-fleet.ts';
import {cluster, type Fleet, many, minute, stage, start, type UiStage} from './stage.ts';

const everyWidth = Array.from({length: 181}, (_, index) => 40 + index);

async function line(stage: UiStage, text: string): Promise<void> {
  await stage.press(':');
  await stage.type(text);
  await stage.press('enter');
}

test('at 80 columns the grid has the columns that were drawn, in their places', async () => {
  const {screen} = await stage({fleet: drawnFleet});
  assert.equal(screen[1], '  CLUSTER            TIER VER   STATE         WORST             NODES  ROLL  BAD');
  assert.equal(screen[3], '  prod-eu1-shop      prod 1.36  live          CrashLoop x7      38/38   0/2    9');
});

test('the header counts the fleet in fields that keep their places', async () => {
  const opened = await stage({columns: 82, fleet: drawnFleet});
  const before = opened.header;
  assert.equal(before, 'all 12/12  LIVE  4 STALE  1 LOGIN  2 LOST  1 OTHER  4  FAULTS  3+  1.35-1.37  RO');
  opened.feed.connection('dev-eu1-all', {
    type: 'unreachable',
    since: start,
    layer: 'dns',
    reason: 'no such host',
  });
  await opened.shown();
  assert.equal(opened.header, before.replace('LOST  1 OTHER  4', 'LOST  2 OTHER  3'));
});

test('the header names the group that the screen is limited to, and counts it alone', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('3');
  assert.match(opened.header, /^eu-stg {2}3\/12 {2}LIVE {2}1 STALE {2}1 LOGIN {2}0 LOST {2}0 OTHER {2}1/);
  await opened.press('0');
  assert.match(opened.header, /^all 12\/12/);
});

test('the plus behind the faults says that something cannot be seen, and goes when all can', async () => {
  const opened = await stage({fleet: (fleet) => cluster(fleet, 'prod-eu1-shop')});
  assert.match(opened.header, /FAULTS {2}0 {3}1\.36/);
  opened.feed.connection('prod-eu1-shop', {type: 'stale', since: start});
  await opened.shown();
  assert.match(opened.header, /FAULTS {2}0\+ {2}1\.36/);
});

test('whatever the width, a field of the header is there whole or not at all', async () => {
  const opened = await stage({columns: 220, fleet: drawnFleet});
  const fields = opened.header.match(/[A-Z]+ +\d+\+?|\d+\/\d+|\d\.\d+-\d\.\d+|RO|all/g) ?? [];
  assert.equal(fields.length, 10);
  for (const columns of everyWidth) {
    opened.terminal.resize(columns, 24);
    const [header = ''] = opened.frame();
    assert.doesNotMatch(header, /…/, `${columns}: ${header}`);
    const rest: string = fields.reduce((text: string, field) => text.replace(field, ''), header);
    assert.equal(rest.trim(), '', `${columns}: ${header}`);
    assert.match(header, /^all 12\/12 .*FAULTS {2}3\+.*RO$/, `${columns}: ${header}`);
  }
});

test('whatever the width, columns fall away by priority, and no figure is cut', async () => {
  const opened = await stage({columns: 220, fleet: bigFleet});
  let shown = 0;
  for (const columns of everyWidth) {
    opened.terminal.resize(columns, 24);
    const [, heading = '', ...rows] = opened.frame();
    const names = heading.slice(2).trim().split(/\s+/);
    assert.ok(names.includes('CLUSTER') && names.includes('STATE') && names.includes('WORST'), heading);
    assert.doesNotMatch(heading, /…/);
    const isOrdered = names.includes('BAD') || !names.includes('NODES');
    assert.ok(isOrdered, `${columns}: NODES stays longer than BAD: ${heading}`);
    for (const row of rows.slice(0, 3)) {
      assert.ok(width(row) <= columns, `${columns}: ${row}`);
      assert.doesNotMatch(row, /\d…/, `${columns}: ${row}`);
      if (names.includes('BAD')) assert.match(row, /12345 *$/, `${columns}: ${row}`);
      if (names.includes('NODES')) assert.match(row, / ~?1199\/1200 /, `${columns}: ${row}`);
      if (names.includes('VER')) assert.match(row, / 1\.34< | ~?v1\.34\.11< /, `${columns}: ${row}`);
    }
    if (columns === 80 || columns === 120 || columns === 200) {
      assert.ok(names.length > shown, `${columns} columns show more than ${shown}`);
      shown = names.length;
    }
  }
});

for (const [what, open] of [
  ['the grid', async () => {}],
  ['the grid by group', (stage: UiStage) => stage.press('t')],
  ['the grid with more columns', (stage: UiStage) => stage.press('=')],
  ['a cluster', (stage: UiStage) => stage.press('j', 'enter')],
  ['why a cluster is as it is', (stage: UiStage) => stage.press('j', '.')],
  ['a list of pods', (stage: UiStage) => line(stage, 'pods')],
  ['a list of nodes', (stage: UiStage) => line(stage, 'nodes')],
  ['help', (stage: UiStage) => stage.press('?')],
  ['a choice', (stage: UiStage) => stage.press(',')],
  ['the palette', (stage: UiStage) => stage.press(':')],
] as const) {
  for (const [whose, fleet] of [
    ['', drawnFleet],
    [' of hostile names', hostileFleet],
  ] as const) {
    test(`${what}${whose} fits every width from 40 to 220: no line is longer, none is lost`, async () => {
      const opened = await stage({columns: 220, rows: 30, fleet});
      await open(opened);
      for (const columns of everyWidth) {
        const rows = 10 + (columns % 21);
        opened.terminal.resize(columns, rows);
        const frame = opened.frame();
        assert.equal(frame.length, rows);
        for (const text of frame) assert.ok(width(text) <= columns, `${columns}: ${width(text)}: ${text}`);
      }
    });
  }
}

test('no control and no bidirectional mark of a hostile name is ever drawn or sent', async () => {
  const opened = await stage({columns: 200, rows: 40, fleet: hostileFleet});
  const before = opened.terminal.sent.length;
  const press = async (...chords: readonly string[]) => {
    for (const chord of chords) {
      await opened.press(chord);
      assert.doesNotMatch(opened.frame().join(''), /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/, chord);
    }
  };
  for (let row = 0; row < 7; row++) await press('enter', 'esc', '.', 'esc', 'space', 'a');
  await line(opened, 'pods');
  for (let row = 0; row < 7; row++) await press('y', 'esc', 'o', 'esc', 'j');
  await press(':', '@');
  const sent = opened.terminal.sent.slice(before);
  assert.doesNotMatch(sent, /[\u202a-\u202e\u2066-\u2069\x07\t]|\x1b\]|\x1b\[5m|\x9b/);
  assert.doesNotMatch(sent, /owned/);
});

test('columns that a person chose are shown in their order, and fall away like the others', async () => {
  const opened = await stage({
    columns: 60,
    fleet: drawnFleet,
    chosenColumns: {grid: ['STATE', 'CLUSTER', 'BAD', 'NODES']},
  });
  assert.match(opened.screen[1] ?? '', /^ {2}STATE +CLUSTER +BAD +NODES$/);
  await opened.press(',', 'j', 'space', 'enter');
  assert.match(opened.screen[1] ?? '', /CLUSTER/, 'a row without its name would be nobody’s');
});

/** Figures as long as they get. */
function bigFleet(fleet: Fleet): void {
  const ready = many(1199, (index) => node(`node-${index}`));
  const nodes = [...ready, node('node-1199', {isReady: false})];
  for (const name of ['prod-eu-central-1-checkout', 'prod-eu1-shop']) {
    cluster(fleet, name, {version: 'v1.34.11', held: {nodes}});
  }
  cluster(fleet, 'prod-eu2-shop', {
    version: 'v1.34.11',
    held: {nodes},
    connection: {type: 'stale', since: start - 59 * minute},
  });
  cluster(fleet, 'new', {version: 'v1.37.0', tier: 'production', group: 'a-group-with-a-long-name'});
  const {feed} = fleet;
  feed.flush();
  const state = feed.store.getState();
  // Twelve thousand pods a cluster would take a while to make, and only their number matters here.
  const figures = {total: 99_999, running: 87_654, pending: 0, failing: 12_345, completed: 0};
  const clusters = state.clusters.map((row) =>
    row.name === 'new' ? row : {...row, pods: {...row.pods, value: figures}},
  );
  feed.store.setState({...state, clusters: clusters as typeof state.clusters});
  feed.flush = () => undefined;
}
