import assert from 'node:assert/strict';
import {appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {type Entry, journalIds, openJournal, readJournal} from '../../src/operations/index.ts';
import {aPlan, who} from './a-plan.ts';

const entries: readonly Entry[] = [
  {type: 'plan', at: 1, plan: aPlan(), who},
  {type: 'intent', at: 2, step: '1', write: 0},
  {type: 'outcome', at: 3, step: '1', write: 0, result: 'made', uid: 'u-1'},
];

function folder(t: {after(end: () => void): void}): string {
  const made = mkdtempSync(join(tmpdir(), 'flotilla-test-journal-'));
  t.after(() => rmSync(made, {recursive: true, force: true}));
  return join(made, 'plans');
}

test('what is appended is on disk at once, for its owner’s eyes alone, and read again in order', (t) => {
  const at = folder(t);
  const journal = openJournal(at, 'p-1');
  for (const entry of entries) {
    journal.append(entry);
    assert.equal(readFileSync(join(at, 'p-1.jsonl'), 'utf8').split('\n').at(-2), JSON.stringify(entry));
  }
  journal.close();
  assert.equal(statSync(join(at, 'p-1.jsonl')).mode & 0o777, 0o600);
  assert.equal(statSync(at).mode & 0o777, 0o700);
  const again = openJournal(at, 'p-1');
  assert.deepEqual(again.entries, entries);
  again.close();
  assert.deepEqual(journalIds(at), ['p-1']);
});

test('a last line that a crash cut off is taken away, and the next line stands alone', (t) => {
  const at = folder(t);
  const journal = openJournal(at, 'p-1');
  for (const entry of entries) journal.append(entry);
  journal.close();
  appendFileSync(join(at, 'p-1.jsonl'), '{"type":"done","at":4,"st');
  const again = openJournal(at, 'p-1');
  again.append({type: 'done', at: 5, step: '1'});
  again.close();
  const read = readJournal(at, 'p-1');
  assert.deepEqual(read.type === 'read' && read.entries, [...entries, {type: 'done', at: 5, step: '1'}]);
});

test('a journal that is damaged in the middle is refused by line, and not touched', (t) => {
  const at = folder(t);
  openJournal(at, 'p-1').close();
  const text = `${JSON.stringify(entries[0])}\n\u0000\u0000\n${JSON.stringify(entries[1])}\n`;
  writeFileSync(join(at, 'p-1.jsonl'), text);
  assert.throws(() => openJournal(at, 'p-1'), /p-1\.jsonl:2 is not an entry/);
  assert.equal(readFileSync(join(at, 'p-1.jsonl'), 'utf8'), text);
});

test('the id of a plan is not a way to another file', (t) => {
  assert.throws(() => openJournal(folder(t), '../../etc/passwd'), /is not the id of a plan/);
});

test('where there is no journal there are no entries', (t) => {
  const at = folder(t);
  assert.deepEqual(readJournal(at, 'p-1'), {type: 'read', entries: [], length: 0});
  assert.deepEqual(journalIds(at), []);
});
