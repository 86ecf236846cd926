import assert from 'node:assert/strict';
import {test} from 'node:test';
import {lineText} from '../../src/ui/paint/line.ts';
import {Dialog} from '../../src/ui/widgets/dialog.ts';
import {drawnFleet} from './drawn-fleet.ts';
import {stage} from './stage.ts';

const many = Array.from({length: 9}, (_, index) => `cluster ${index}`);
const options = ['yes', 'no', 'perhaps'].map((id) => ({id, text: id}));

test('a question that says more than there is room for still shows what can be answered', () => {
  const dialog = new Dialog({title: 'Park?', lines: many, options, isMany: false}, () => {});
  for (const rows of [2, 4, 6, 20]) {
    dialog.move(-1);
    const shown = dialog.lines(rows).map(lineText);
    assert.ok(shown.length <= rows);
    assert.equal(shown[0], 'Park?');
    assert.ok(shown.includes('> yes'), `${rows} rows: ${shown.join('|')}`);
  }
  dialog.move(1);
  assert.ok(dialog.lines(4).map(lineText).includes('> no'));
});

test('on the smallest screen the answer under the cursor is seen', async () => {
  const opened = await stage({fleet: drawnFleet, columns: 40, rows: 10});
  const answer = opened.app.stage.confirm({title: 'Park?', lines: many, accept: 'park'});
  await opened.shown();
  assert.ok(opened.screen.includes('> park'), opened.screen.join('\n'));
  await opened.press('j');
  assert.ok(opened.screen.includes('> leave it'));
  await opened.press('enter');
  assert.equal(await answer, false);
});

test('a question that comes while another is asked leaves that one', async () => {
  const opened = await stage({fleet: drawnFleet});
  const first = opened.app.stage.confirm({title: 'First?', lines: [], accept: 'go on'});
  const second = opened.app.stage.confirm({title: 'Second?', lines: [], accept: 'go on'});
  assert.equal(await first, false);
  await opened.press('enter');
  assert.equal(await second, true);
});
