import assert from 'node:assert/strict';
import {test} from 'node:test';
import {pods} from '../../src/kinds/index.ts';
import {pod} from '../fleet/objects.ts';
import {crashing, drawnFleet, running} from './drawn-fleet.ts';
import {cluster, type Fleet, hold, minute, stage, start, type UiStage} from './stage.ts';

const sizes = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

/** Sixty clusters, more than any of the screens has rows. */
function sixty(fleet: Fleet): void {
  drawnFleet(fleet);
  for (let index = 0; index < 48; index++)
    cluster(fleet, `prod-ap${index}-shop`, {group: 'ap', held: {pods: running('web', 30)}});
}

async function spent(opened: UiStage, act: () => unknown): Promise<number> {
  await opened.shown();
  opened.terminal.bytes();
  await act();
  await opened.shown();
  return opened.terminal.bytes();
}

const run = (line: string) => async (opened: UiStage) => {
  await opened.press(':');
  await opened.type(line);
  await opened.press('enter');
};

const screens: readonly (readonly [string, (opened: UiStage) => Promise<void>])[] = [
  ['the grid', async () => {}],
  ['the grid by group', (opened) => opened.press('t')],
  ['the grid sorted', (opened) => opened.press('S')],
  ['the page of a cluster', (opened) => opened.press('j', 'enter')],
  ['a list of pods', run('pods')],
  ['a list of nodes', run('nodes')],
  ['help', (opened) => opened.press('?')],
  ['the reasons of a cluster', (opened) => opened.press('j', '.')],
  [
    'the page of problems',
    async (opened) => {
      opened.app.greet(['config.yaml:3: colums: no such setting']);
      opened.app.stage.say('not saved: the disk is full', 'bad');
      await run('problems')(opened);
    },
  ],
];

for (const [columns, rows] of sizes) {
  for (const [what, open] of screens) {
    test(`${what} costs no byte while nothing happens (${columns}×${rows})`, async () => {
      const opened = await stage({columns, rows, fleet: sixty});
      await open(opened);
      // Nobody has pressed a key for a while.
      await opened.clock.advance(1500);
      const bytes = await spent(opened, async () => {
        for (let second = 0; second < 60; second++) {
          opened.app.render();
          await opened.shown();
        }
      });
      assert.equal(bytes, 0);
    });

    test(`a cursor key on ${what} costs at most a kilobyte (${columns}×${rows})`, async () => {
      const opened = await stage({columns, rows, fleet: sixty});
      await open(opened);
      await opened.press('j');
      const bytes = await spent(opened, () => opened.press('j'));
      const isText = what === 'help' || what.startsWith('the reasons') || what === 'the page of problems';
      // A text has no cursor: what a key moves is the text itself, every line of it.
      assert.ok(bytes > 0 || isText);
      assert.ok(bytes <= (isText ? columns * rows : 1024), `${bytes} bytes`);
    });
  }

  test(`a figure that changes costs at most 150 bytes (${columns}×${rows})`, async () => {
    const opened = await stage({columns, rows, fleet: sixty});
    await opened.press('j', 'j');
    const bytes = await spent(opened, () => {
      const sink = opened.feed.sink('prod-eu1-edge', pods);
      sink.upsert(pod('late', {state: 'creating', created: start}));
    });
    assert.ok(bytes > 0 && bytes <= 150, `${bytes} bytes`);
  });

  test(`a state that changes costs at most 150 bytes where the figures stay (${columns}×${rows})`, async () => {
    const opened = await stage({columns, rows, fleet: drawnFleet});
    await opened.press('j', 'j');
    const bytes = await spent(opened, () =>
      opened.feed.connection('dev-eu1-all', {type: 'broken', since: start, reason: 'no such user'}),
    );
    assert.ok(bytes > 0 && bytes <= 150, `${bytes} bytes`);
  });

  test(`an age that steps costs at most 150 bytes (${columns}×${rows})`, async () => {
    const opened = await stage({
      columns,
      rows,
      fleet(fleet) {
        twelve(fleet);
        cluster(fleet, 'c-7', {connection: {type: 'stale', since: start - 50_000}});
      },
    });
    opened.terminal.bytes();
    await opened.clock.advance(10_000);
    await opened.shown();
    const bytes = opened.terminal.bytes();
    assert.ok(bytes > 0 && bytes <= 150, `${bytes} bytes for 50s -> 1m`);
  });

  test(`a cluster that is lost costs a row at most (${columns}×${rows})`, async () => {
    const opened = await stage({columns, rows, fleet: drawnFleet});
    const bytes = await spent(opened, () =>
      opened.feed.connection('prod-eu3-shop', {type: 'stale', since: start}),
    );
    assert.ok(bytes > 0 && bytes <= 250 + columns * 2, `${bytes} bytes`);
  });
}

test('for an hour a quiet fleet that is well costs nothing but its ages', async () => {
  const opened = await stage({fleet: twelve});
  opened.terminal.bytes();
  for (let second = 0; second < 3600; second += 60) await opened.clock.advance(60_000);
  await opened.terminal.settled();
  assert.equal(opened.terminal.bytes(), 0);
});

test('for an hour the drawn fleet, in which nothing happens, costs less than five bytes a second', async () => {
  const opened = await stage({fleet: drawnFleet});
  opened.terminal.bytes();
  for (let past = 0; past < 60; past++) {
    await opened.clock.advance(minute);
    await opened.terminal.settled();
  }
  const bytes = opened.terminal.bytes();
  assert.ok(bytes > 0 && bytes < 5 * 3600, `${bytes} bytes`);
});

test('what happens on clusters that are not on the screen costs no more than the header', async () => {
  const opened = await stage({fleet: sixty});
  const bytes = await spent(opened, () => hold(opened, 'prod-ap40-shop', 'pods', crashing('web', 3)));
  assert.ok(bytes <= 100, `${bytes} bytes`);
});

test('what happens while the terminal is lent is not written to it', async () => {
  const opened = await stage({fleet: drawnFleet});
  const program = Promise.withResolvers<{type: 'ended'; code: number; output: string}>();
  opened.outside.ended = program.promise;
  opened.watch.play.kubeconfig.set('prod-eu1-edge', 'kind: Config');
  await opened.press('s');
  opened.terminal.bytes();
  opened.feed.connection('prod-eu3-shop', {type: 'stale', since: start});
  opened.feed.flush();
  await opened.clock.advance(30_000);
  assert.equal(opened.terminal.bytes(), 0);
  program.resolve({type: 'ended', code: 0, output: ''});
  await opened.shown();
  assert.match(opened.screen.join('\n'), /prod-eu3-shop +prod 1\.36 +stale/);
});

function twelve(fleet: Fleet): void {
  for (let index = 0; index < 12; index++) cluster(fleet, `c-${index}`);
}
