import assert from 'node:assert/strict';
import {test} from 'node:test';
import {coarseAge} from '../../src/text/index.ts';
import {crashing, running} from './drawn-fleet.ts';
import {cluster, hold, stage, start, type UiStage} from './stage.ts';

test('a fleet of which nothing is to be told is painted every ten seconds alone', async ({mock}) => {
  const opened = await stage({
    fleet: (fleet) => {
      cluster(fleet, 'eu1');
      cluster(fleet, 'eu2', {connection: {type: 'parked', since: start}});
    },
  });
  await opened.clock.advance(20_000);
  const render = mock.method(opened.app, 'render');
  await opened.clock.advance(30_000);
  assert.equal(render.mock.callCount(), 3);
});

test('ages that are on the screen go on to the second', async () => {
  const opened = await stage({
    fleet: (fleet) => {
      cluster(fleet, 'eu1');
      const connection = {
        type: 'unreachable',
        layer: 'tcp',
        reason: 'no route',
        since: start - 4000,
      } as const;
      cluster(fleet, 'eu2', {connection});
    },
  });
  for (let second = 1; second <= 130; second++) {
    await opened.clock.advance(1000);
    const age = coarseAge(second * 1000 + 4000);
    const row = opened.frame().find((line) => line.includes('eu2')) ?? '';
    assert.match(row, age === '0s' ? / tcp {2}/ : new RegExp(` tcp ${age} `), `after ${second} s`);
  }
});

test('what is said for a while goes away though nothing else is to be told', async () => {
  const opened = await stage({fleet: (fleet) => cluster(fleet, 'eu1')});
  await opened.clock.advance(20_000);
  opened.app.stage.say('it is done', 'good');
  await opened.clock.advance(1000);
  assert.equal(opened.frame().at(-2), 'it is done');
  await opened.clock.advance(8000);
  assert.notEqual(opened.frame().at(-2), 'it is done');
});

test('rows take their places a second after the last key, though nothing else is to be told', async () => {
  const opened = await stage({
    fleet: (fleet) => {
      cluster(fleet, 'eu1', {held: {pods: running('web', 3)}});
      cluster(fleet, 'eu2', {held: {pods: running('web', 3)}});
    },
  });
  opened.app.stage.table?.sortBy('BAD');
  await opened.clock.advance(20_000);
  await opened.press('j');
  hold(opened, 'eu2', 'pods', crashing('web', 2));
  await opened.clock.advance(500);
  assert.deepEqual(namesOf(opened), ['eu1', 'eu2']);
  await opened.clock.advance(1500);
  assert.deepEqual(namesOf(opened), ['eu2', 'eu1']);
});

/** Of the two rows, as they were drawn last. */
function namesOf(opened: UiStage): readonly (string | undefined)[] {
  const rows = opened.frame().slice(2, 4);
  return rows.map((row) => /eu\d/.exec(row)?.[0]);
}
