import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Notices} from '../../src/ui/notices.ts';
import {drawnFleet} from './drawn-fleet.ts';
import {minute, stage, start} from './stage.ts';

const second = 1000;

test('bad news stays until a key is pressed that came after it could be read', () => {
  const notices = new Notices();
  notices.say('the disk is full', 'bad', start);
  assert.equal(notices.show(start)?.text, 'the disk is full');
  notices.seen(start + 0.9 * second);
  assert.equal(notices.show(start + minute)?.text, 'the disk is full', 'who was typing has not read it');
  notices.seen(start + minute);
  assert.equal(notices.show(start + minute), undefined);
});

test('bad news is not covered by later news for good', () => {
  const notices = new Notices();
  for (const text of ['first', 'second']) notices.say(text, 'bad', start);
  notices.say('saved', 'good', start);
  const read: (string | undefined)[] = [];
  for (let after = 0; after < 4; after++) {
    read.push(notices.show(start + 2 * after * second)?.text);
    notices.seen(start + (2 * after + 1) * second);
  }
  assert.deepEqual(read, ['saved', 'second', 'first', undefined]);
});

test('keys that follow one another do not take away news that only now came to light', () => {
  const notices = new Notices();
  for (const text of ['first', 'second']) notices.say(text, 'bad', start);
  notices.show(start);
  notices.seen(start + minute);
  assert.equal(notices.show(start + minute)?.text, 'first');
  notices.seen(start + minute + 0.2 * second);
  assert.equal(notices.show(start + minute + 0.2 * second)?.text, 'first');
  notices.hide();
  notices.seen(start + 2 * minute);
  assert.equal(notices.show(start + 2 * minute)?.text, 'first');
  notices.seen(start + 2 * minute + 0.2 * second);
  assert.equal(notices.show(start + 2 * minute + 0.2 * second)?.text, 'first', 'it was covered meanwhile');
});

test('what went well passes, and only the latest of it counts', () => {
  const notices = new Notices();
  notices.say('copied web-1', 'good', start);
  notices.say('saved', 'good', start);
  assert.equal(notices.show(start)?.text, 'saved');
  assert.equal(notices.show(start + 7.9 * second)?.text, 'saved');
  assert.equal(notices.show(start + 8 * second), undefined);
});

test('what is said while there is no line for it is not over before it was seen', () => {
  const notices = new Notices();
  notices.say('logged in', 'good', start);
  notices.say('the disk is full', 'bad', start);
  notices.hide();
  notices.seen(start + minute);
  assert.equal(notices.show(start + minute)?.text, 'the disk is full');
  notices.seen(start + minute + second);
  assert.equal(notices.show(start + 2 * minute)?.text, 'logged in');
  assert.equal(notices.show(start + 2 * minute + 8 * second), undefined);
});

test('what the last key led to is gone with the next, seen or not', () => {
  const notices = new Notices();
  notices.answer('g ...', 'dim');
  notices.seen(start);
  assert.equal(notices.show(start), undefined);
});

test('the same bad news again is one piece of news', () => {
  const notices = new Notices();
  for (const text of ['flapping', 'other', 'flapping']) notices.say(text, 'bad', start);
  assert.equal(notices.show(start)?.text, 'flapping');
  notices.seen(start + second);
  assert.equal(notices.show(start + second)?.text, 'other');
  notices.seen(start + 2 * second);
  assert.equal(notices.show(start + 2 * second), undefined);
});

test('days of bad news are a bounded log, the latest first, and a bounded queue', () => {
  const notices = new Notices();
  for (let index = 0; index < 1000; index++) notices.say(`fault ${index}`, 'bad', start + index);
  assert.equal(notices.log.length, 200);
  assert.deepEqual(notices.log[0], {text: 'fault 999', at: start + 999});
  assert.equal(notices.log.at(-1)?.text, 'fault 800');
  let read = 0;
  for (let now = start + minute; notices.show(now) !== undefined; now += second) {
    notices.seen(now + second);
    read += 1;
  }
  assert.ok(read > 1 && read < 30, `${read} to be read one by one`);
});

test('what comes from outside is said without its control characters', () => {
  const notices = new Notices();
  notices.say('\x1b[31mred\x07', 'bad', start);
  assert.doesNotMatch(notices.show(start)?.text ?? '', /[\x00-\x1f]/);
  assert.doesNotMatch(notices.log[0]?.text ?? '', /[\x00-\x1f]/);
});

for (const [what, before, after] of [
  ['a command is typed', [':'], ['esc']],
  ['a filter is typed', ['/', 's', 'h', 'o', 'p'], ['enter']],
] as const) {
  test(`what is said while ${what} is seen when that is done`, async () => {
    const opened = await stage({fleet: drawnFleet});
    await opened.press(...before);
    opened.app.stage.say('the disk is full', 'bad');
    await opened.clock.advance(minute);
    assert.doesNotMatch(opened.explanation, /the disk is full/);
    await opened.press(...after);
    assert.match(opened.explanation, /the disk is full/);
    await opened.clock.advance(minute);
    assert.match(opened.explanation, /the disk is full/);
    await opened.press('j');
    assert.doesNotMatch(opened.explanation, /the disk is full/);
  });
}

test('news that a prompt covers at once is not taken away by what is typed there', async () => {
  const opened = await stage({fleet: drawnFleet});
  opened.app.stage.say('the disk is full', 'bad');
  await opened.press(':');
  await opened.clock.advance(minute);
  await opened.type('pods');
  await opened.press('esc');
  assert.match(opened.explanation, /the disk is full/);
});

test('what is said while the screen is too small is seen when it has grown', async () => {
  const opened = await stage({fleet: drawnFleet});
  opened.app.stage.say('the disk is full', 'bad');
  await opened.resize(39, 9);
  await opened.clock.advance(minute);
  await opened.press('j', 'k');
  await opened.resize(80, 24);
  assert.match(opened.explanation, /the disk is full/);
});

test('what is said while another program has the terminal is seen afterwards', async () => {
  const opened = await stage({fleet: drawnFleet});
  const program = Promise.withResolvers<{type: 'ended'; code: number; output: string}>();
  opened.outside.ended = program.promise;
  opened.watch.play.kubeconfig.set('prod-eu1-edge', 'kind: Config');
  await opened.press('s');
  opened.app.stage.say('the disk is full', 'bad');
  await opened.clock.advance(minute);
  program.resolve({type: 'ended', code: 0, output: ''});
  await opened.shown();
  assert.match(opened.explanation, /the disk is full/);
});

test('of rows that rang while nobody looked, each is told', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('a', 'j', 'a');
  for (const context of ['prod-eu1-edge', 'prod-eu1-shop'])
    opened.feed.connection(context, {type: 'stale', since: start});
  await opened.shown();
  assert.match(opened.explanation, /prod-eu1-shop: live -> stale/);
  await opened.clock.advance(2 * second);
  await opened.press('f7');
  assert.match(opened.explanation, /prod-eu1-edge: live -> stale/);
});

test('a question that comes while something is typed is asked at once, and nothing typed is lost', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press(':');
  await opened.type('pod');
  const answer = opened.app.stage.confirm({title: 'Go on?', lines: [], accept: 'go on'});
  await opened.shown();
  assert.match(opened.footer, /take it/);
  await opened.type('x');
  await opened.paste('pasted');
  await opened.press('enter');
  assert.equal(await answer, true);
  assert.match(opened.footer, /^:pod/);
  assert.doesNotMatch(opened.footer, /x|pasted/);
});

test('esc leaves one thing after the other, from what is in front', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('/');
  await opened.type('shop');
  await opened.press('enter', ':');
  await opened.type('problems');
  await opened.press('enter', '/');
  await opened.type('nothing');
  await opened.press('enter', 'esc');
  assert.match(opened.header, /^Problems +1-\d+ of \d+$/, 'the search');
  await opened.press('esc');
  assert.match(opened.footer, /^\/shop/, 'the page');
  await opened.press('esc');
  assert.doesNotMatch(opened.footer, /^\/shop/, 'the filter');
  await opened.press('esc');
  assert.match(opened.explanation, /nothing to go back to/);
});

test('what is said about a thing takes back what was said about it before, and nothing else', () => {
  const notices = new Notices();
  notices.say('the disk is full', 'bad', start);
  notices.say('kubeconfig: broken', 'bad', start, 'kubeconfig');
  notices.say('kubeconfig: read again without problems', 'good', start, 'kubeconfig');
  assert.equal(notices.show(start)?.text, 'kubeconfig: read again without problems');
  assert.equal(notices.show(start + minute)?.text, 'the disk is full');
  assert.deepEqual(
    notices.log.map(({text}) => text),
    ['kubeconfig: broken', 'the disk is full'],
  );
});
