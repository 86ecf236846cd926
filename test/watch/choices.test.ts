import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, it} from 'node:test';
import type {Clock} from '../../src/text/index.ts';
import {openChoices} from '../../src/watch/choices.ts';
import {manualClock} from '../text/manual-clock.ts';

const clock = manualClock();
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-choices-'));
  file = join(folder, 'flotilla', 'contexts.json');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const open = (own: Clock = clock) => openChoices({file, clock: own});

/** Whoever sleeps wakes in the next turn, and `passing` is the time, ms, that has gone by then. */
function dozing(passing: (milliseconds: number) => number) {
  let now = 0;
  return {
    ...clock,
    now: () => now,
    async sleep(milliseconds: number) {
      now += passing(milliseconds);
      await turn();
    },
  };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!isSo()) {
    assert.ok(Date.now() < deadline, 'it did not come to pass within 20 s');
    await turn();
  }
}

describe('the choices on disk', () => {
  it('are remembered, in a file for nobody else to read', async () => {
    const first = await open();
    assert.equal(existsSync(file), false, 'nothing chosen, nothing written');
    first.choose(new Map([['aws', true]]));
    first.choose(new Map([['gcloud', false]]));
    first.mark('a', 'parked');
    first.mark('b', 'wanted');
    first.mark('a', undefined);
    await first.saved();
    const second = await open();
    assert.deepEqual(
      [second.isChosen('aws'), second.isChosen('gcloud'), second.isChosen('x')],
      [true, false, undefined],
    );
    assert.deepEqual([second.markOf('a'), second.markOf('b')], [undefined, 'wanted']);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(file)).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(dirname(file)), ['contexts.json']);
  });

  it('of two instances are all kept', async () => {
    const [one, other] = [await open(), await open()];
    one.mark('a', 'parked');
    await one.saved();
    other.choose(new Map([['aws', true]]));
    await other.saved();
    one.mark('b', 'parked');
    await one.saved();
    const later = await open();
    assert.deepEqual(
      [later.markOf('a'), later.markOf('b'), later.isChosen('aws')],
      ['parked', 'parked', true],
    );
  });

  it('of several instances that write at the same moment are all kept', async () => {
    const standing = dozing(() => 0);
    const instances = await Promise.all(Array.from({length: 5}, () => open(standing)));
    for (const round of ['a', 'b', 'c'])
      for (const [index, choices] of instances.entries()) choices.mark(`${round}${index}`, 'parked');
    await Promise.all(instances.map((choices) => choices.saved()));
    const later = await open();
    for (const round of ['a', 'b', 'c'])
      for (const index of instances.keys()) assert.equal(later.markOf(`${round}${index}`), 'parked');
    assert.deepEqual(readdirSync(dirname(file)), ['contexts.json']);
  });

  it('wait for another instance to be done, and do not wait for ever for one that was killed', async () => {
    mkdirSync(dirname(file));
    writeFileSync(`${file}.lock`, '');
    const waiting = dozing((milliseconds) => milliseconds);
    const choices = await open(waiting);
    choices.mark('a', 'parked');
    await until(() => waiting.now() >= 4_900);
    assert.equal(existsSync(file), false);
    await choices.saved();
    assert.ok(waiting.now() < 6_000);
    assert.equal((await open()).markOf('a'), 'parked');
    assert.deepEqual(readdirSync(dirname(file)), ['contexts.json']);
  });

  it('take no lock away that others have in turns', async () => {
    mkdirSync(dirname(file));
    writeFileSync(`${file}.lock`, '');
    const waiting = dozing((milliseconds) => milliseconds);
    const choices = await open(waiting);
    choices.mark('a', 'parked');
    for (let taken = 0; taken < 5; taken += 1) {
      const end = waiting.now() + 4_000;
      await until(() => waiting.now() >= end);
      rmSync(`${file}.lock`);
      writeFileSync(`${file}.lock`, '');
      utimesSync(`${file}.lock`, taken, taken);
    }
    assert.equal(existsSync(file), false, 'each of them had it for less than five seconds');
    rmSync(`${file}.lock`);
    await choices.saved();
    assert.equal((await open()).markOf('a'), 'parked');
  });

  it('are not written again when nothing has changed', async () => {
    const choices = await open();
    choices.mark('a', 'parked');
    await choices.saved();
    const before = statSync(file).ino;
    choices.mark('a', 'parked');
    choices.choose(new Map());
    await choices.saved();
    assert.equal(statSync(file).ino, before);
  });

  it('that are junk count as none and are replaced', async () => {
    const choices = await open();
    choices.mark('a', 'parked');
    await choices.saved();
    for (const junk of ['{', 'null', '[]', '{"groups": 1, "contexts": {"a": "flying", "b": null}}']) {
      writeFileSync(file, junk);
      const read = await open();
      assert.equal(read.markOf('a'), undefined, junk);
      read.mark('c', 'parked');
      await read.saved();
      assert.equal((await open()).markOf('c'), 'parked');
    }
  });

  it('that could not be written hold for this run, and are written with the next', async () => {
    writeFileSync(join(folder, 'flotilla'), 'a file where the folder should be');
    const choices = await open();
    choices.mark('a', 'parked');
    await choices.saved();
    assert.equal(choices.markOf('a'), 'parked');
    rmSync(join(folder, 'flotilla'));
    choices.mark('b', 'parked');
    await choices.saved();
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), {
      format: 1,
      groups: {},
      contexts: {a: 'parked', b: 'parked'},
    });
  });

  it('without a file are kept in memory alone', async () => {
    const choices = await openChoices({file: undefined, clock});
    choices.mark('a', 'parked');
    await choices.saved();
    assert.equal(choices.markOf('a'), 'parked');
  });
});
