import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, it} from 'node:test';
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

const open = () => openChoices({file, clock});

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
