import assert from 'node:assert/strict';
import test from 'node:test';
import {quickened} from '../../src/demo/quickened.ts';
import {manualClock} from '../text/manual-clock.ts';
import {stage} from './stage.ts';

test('a quickened clock begins at the same time, and its seconds are over the sooner', async () => {
  const real = manualClock();
  const begin = real.now();
  const quick = quickened(real, 20);
  const ending = new AbortController();
  const heard: string[] = [];
  void quick.sleep(40_000).then(() => heard.push('slept'));
  quick.every(30_000, ending.signal, () => heard.push('tick'));
  assert.equal(quick.now(), begin);
  await real.advance(1_600);
  assert.equal(quick.now(), begin + 32_000);
  assert.deepEqual(heard, ['tick']);
  await real.advance(400);
  assert.deepEqual(heard, ['tick', 'slept']);
  ending.abort();
  assert.equal(real.pending, 0);
});

test('watches of a quickened demonstration are renewed in its own time, so that its clock is heard of', async () => {
  await using on = await stage({speed: 600});
  const [entry] = on.entries;
  // It would last for five minutes.
  const answer = await on.ask(entry?.name ?? '', '/api/v1/namespaces?watch=1&timeoutSeconds=300');
  assert.equal(answer.status, 200);
  assert.match(answer.text, /"ADDED"/);
});
