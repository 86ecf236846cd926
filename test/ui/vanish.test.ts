import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ObjectAnswer} from '../../src/watch/index.ts';
import {drawnFleet, secret} from './drawn-fleet.ts';
import {cluster, stage, start, type UiStage} from './stage.ts';

async function run(opened: UiStage, line: string): Promise<void> {
  await opened.press(':');
  await opened.type(line);
  await opened.press('enter');
}

/** The person has edited the kubeconfig. */
async function forget(opened: UiStage, ...contexts: readonly string[]): Promise<void> {
  for (const context of contexts) opened.feed.forget(context);
  opened.watch.play.contexts = opened.watch.play.contexts.filter((one) => !contexts.includes(one));
  await opened.clock.advance(2000);
  await opened.shown();
}

test('the page of a cluster that leaves the kubeconfig says so, and every key on it still does no harm', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('j', 'enter');
  await forget(opened, 'prod-eu1-shop');
  assert.match(opened.header, /^prod-eu1-shop/);
  assert.match(opened.screen.join('\n'), /The kubeconfig no longer names this cluster; esc goes back/);
  for (const key of ['j', 'k', 'G', 'enter', 'y', '.', 'L', 'x', 'ctrl-r', 's', 'K', 'c', '/', ',', '>'])
    await opened.press(key);
  assert.deepEqual(opened.watch.done, []);
  await opened.press('esc');
  assert.match(opened.header, /^all 11\/11/);
});

test('a page whose cluster comes back shows it again', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('j', 'enter');
  await forget(opened, 'prod-eu1-shop');
  cluster(opened, 'prod-eu1-shop');
  await opened.clock.advance(2000);
  await opened.shown();
  assert.match(opened.header, /^prod-eu1-shop {3}prod .* live/);
});

test('the reasons of a cluster that leaves the kubeconfig say so', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('j', '.');
  await forget(opened, 'prod-eu1-shop');
  assert.match(opened.screen.join('\n'), /The kubeconfig no longer names it/);
});

test('the rows of a cluster that leaves the kubeconfig leave every list', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'pods');
  await forget(opened, 'prod-eu1-edge');
  assert.match(opened.header, /^pods 867 {2}all 3 live/);
  assert.match(opened.cursorRow, /^prod-eu1-shop/);
});

test('a list of a cluster that leaves the kubeconfig is empty, and says something true', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'pods @prod-eu1-edge');
  assert.match(opened.header, /^pods 60/);
  await forget(opened, 'prod-eu1-edge');
  assert.match(opened.header, /^pods 0/);
  assert.match(opened.screen.join('\n'), /the kubeconfig no longer names|no cluster in scope/);
});

test('the YAML of an object stays to be read when its cluster is gone, and reading it anew says why not', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'pods cart-0');
  opened.watch.play.objects.set('cart-0', {type: 'object', object: secret});
  await opened.press('y');
  await forget(opened, 'prod-eu1-shop');
  assert.match(opened.screen.join('\n'), /kind: Secret/);
  opened.watch.play.objects.clear();
  await opened.press('r');
  assert.match(opened.explanation, /not read again: there is no cart-0 any more/);
  assert.match(opened.screen.join('\n'), /kind: Secret/, 'what was read is worth more than nothing');
});

test('an object is shown as soon as it is read, without waiting for anything else', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'pods cart-0');
  const answer = Promise.withResolvers<ObjectAnswer>();
  opened.watch.play.objects.set('cart-0', answer.promise);
  await opened.press('y');
  assert.match(opened.screen[1] ?? '', /^reading \.\.\.$/);
  answer.resolve({type: 'object', object: secret});
  await opened.press('f12');
  assert.match(opened.screen[1] ?? '', /^apiVersion: v1$/);
});

test('an answer that comes after its place was left changes nothing', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'pods cart-0');
  const answer = Promise.withResolvers<ObjectAnswer>();
  opened.watch.play.objects.set('cart-0', answer.promise);
  await opened.press('y', 'esc');
  await run(opened, 'nodes');
  const before = opened.screen;
  answer.resolve({type: 'failed', reason: 'late'});
  await opened.shown();
  assert.deepEqual(opened.screen, before);
});

test('a choice that is open while its rows go away is still answered', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('>');
  await forget(opened, ...opened.watch.play.contexts);
  await opened.press('enter');
  assert.equal([...opened.outside.files.keys()].length, 1);
});

test('the last group that goes leaves its scope empty, and says how to see the rest', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, '@dev');
  await forget(opened, 'dev-eu1-all', 'dev-eu2-all');
  assert.match(opened.screen.join('\n'), /group dev has no clusters; 0 shows all/);
  await opened.press('0');
  assert.match(opened.header, /^all 10\/10/);
});

test('a page is closed with all it asked for when the program ends', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('j', 'enter');
  assert.equal(opened.watch.wanted.get('prod-eu1-shop replicasets'), 1);
  await run(opened, 'jobs');
  assert.equal(opened.watch.wanted.get('prod-eu1-shop replicasets'), 0);
  assert.equal(opened.watch.wanted.get('prod-eu1-shop jobs'), 1);
  await opened.close();
  assert.equal(
    [...opened.watch.wanted.values()].reduce((sum, count) => sum + count, 0),
    0,
  );
});

test('a cluster that goes and another that comes in the same moment do not trade their marks', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('j', 'space');
  opened.feed.forget('prod-eu1-shop');
  cluster(opened, 'prod-eu9-shop');
  opened.feed.connection('prod-eu9-shop', {type: 'live', since: start});
  await opened.shown();
  await opened.press('G', 'x');
  assert.deepEqual(opened.watch.done, [], 'neither is meant');
  await opened.press('esc', 'x');
  assert.deepEqual(opened.watch.done, ['park prod-eu9-shop']);
});
