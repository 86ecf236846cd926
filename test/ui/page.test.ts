import assert from 'node:assert/strict';
import {test} from 'node:test';
import {deployment, warning} from '../fleet/objects.ts';
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

test('every figure on the page of a lost cluster says that it is only last known', async () => {
  const about = warning('checkout-0', {
    reason: 'BackOff',
    message: 'Back-off restarting failed container main',
    count: 3,
    first: start - 60_000,
    last: start - 60_000,
    about: ['Pod', 'checkout-0'],
  });
  const ill = deployment('checkout', {
    updatedReplicas: 2,
    readyReplicas: 1,
    availableReplicas: 1,
    conditions: [{type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded'}],
  });
  const opened = await stage({
    columns: 120,
    fleet: (fleet) => cluster(fleet, 'east', {held: {deployments: [ill], events: [about], pods: []}}),
  });
  await opened.press('enter');
  const figures = () => {
    const line = (sign: RegExp) => opened.screen.find((each) => sign.test(each)) ?? '';
    return [line(/checkout +~?1\/3/), line(/BackOff/), line(/PODS/)].map(
      (each) => each.match(/~/g)?.length ?? 0,
    );
  };
  assert.deepEqual(figures(), [0, 0, 0]);
  opened.feed.connection('east', {type: 'stale', since: start});
  await opened.shown();
  assert.deepEqual(figures(), [2, 1, 4], opened.screen.join('\n'));
});

test('where only some namespaces may be listed, what is counted is at least so much', async () => {
  const opened = await stage({
    columns: 120,
    fleet: (fleet) =>
      cluster(fleet, 'east', {watches: {pods: {type: 'synced', since: 1, namespaces: ['shop']}}}),
  });
  await opened.press('enter');
  assert.match(opened.screen.join('\n'), /PODS 0\+ run {2}0\+ pending {2}0\+ failing/);
});
