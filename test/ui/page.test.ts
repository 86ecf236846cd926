import assert from 'node:assert/strict';
import {test} from 'node:test';
import {warning} from '../fleet/objects.ts';
import {cluster, stage, start} from './stage.ts';

test('enter on a warning about many pods of a workload lists those pods', async () => {
  const about = (name: string) =>
    warning(name, {
      reason: 'BackOff',
      message: 'Back-off restarting failed container main',
      count: 3,
      first: start - 60_000,
      last: start - 60_000,
      about: ['Pod', name],
    });
  const pods = ['checkout-6d5f9b8c7d-bcdfg', 'checkout-6d5f9b8c7d-hjklm'];
  const opened = await stage({
    fleet: (fleet) => cluster(fleet, 'east', {held: {events: pods.map(about)}}),
  });
  await opened.press('enter', 'G');
  assert.match(opened.cursorRow, /^BackOff +pod shop\/checkout-\*/);
  assert.match(opened.footer, /^enter pods/);
  await opened.press('enter');
  assert.match(opened.header, /^pods /);
  assert.match(opened.footer, /^\/namespace:\^shop\$ name:\^checkout-/);
});
