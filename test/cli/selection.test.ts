import assert from 'node:assert/strict';
import test from 'node:test';
import {selectContexts} from '../../src/cli/index.ts';

const all = [
  {context: 'prod-eu-1', group: 'eu'},
  {context: 'prod-us-1', group: 'us'},
  {context: 'stg-eu-1', group: 'eu'},
  {context: 'odd*name', group: ''},
];

function selected(patterns: readonly string[], groups: readonly string[] = []): readonly string[] | string {
  const selection = selectContexts(all, patterns, groups);
  return selection.type === 'selected' ? [...selection.contexts] : selection.message;
}

test('nothing asked for selects all; names, globs and groups narrow it', () => {
  assert.equal(selected([]).length, 4);
  assert.deepEqual(selected(['prod-*']), ['prod-eu-1', 'prod-us-1']);
  assert.deepEqual(selected(['stg-eu-1', 'prod-us-?']), ['prod-us-1', 'stg-eu-1']);
  assert.deepEqual(selected([], ['eu']), ['prod-eu-1', 'stg-eu-1']);
  assert.deepEqual(selected(['prod-*'], ['eu']), ['prod-eu-1']);
});

test('a context whose own name holds a star is found by that name', () => {
  assert.deepEqual(selected(['odd*name']), ['odd*name']);
});

test('a name that does not exist is refused with those that are near it', () => {
  assert.equal(
    selected(['prod-eu-2']),
    'there is no context "prod-eu-2"; did you mean prod-eu-1, prod-us-1?',
  );
  assert.equal(selected(['stg']), 'there is no context "stg"; did you mean stg-eu-1?');
  assert.equal(
    selected(['zzz']),
    'there is no context "zzz"; there are prod-eu-1, prod-us-1, stg-eu-1, odd*name',
  );
  assert.match(String(selected(['qa-*'])), /^no context matches "qa-\*"/);
  assert.equal(selected([], ['eux']), 'there is no group "eux"; did you mean eu?');
});

test('patterns and groups that leave nothing in common are refused', () => {
  assert.equal(selected(['stg-*'], ['us']), 'none of the contexts stg-* is in group us');
});

test('one good name does not hide a slip beside it', () => {
  assert.match(String(selected(['prod-eu-1', 'nope'])), /there is no context "nope"/);
});
