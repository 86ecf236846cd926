import assert from 'node:assert/strict';
import test from 'node:test';
import {moment} from '../../src/ui/screens/cluster-words.ts';

// By the clock on the wall, wherever that hangs.
const at = (day: number, hours: number, minutes = 0) => new Date(2026, 0, day, hours, minutes).getTime();
const now = at(15, 8);

test('a moment of today is a time of day, gone or to come', () => {
  assert.equal(moment(at(15, 3, 8), now), '03:08');
  assert.equal(moment(at(15, 0), now), '00:00');
  assert.equal(moment(at(15, 23, 59), now), '23:59');
});

test('a moment of another day says which, and its time while that is less than a day away', () => {
  assert.equal(moment(at(14, 23, 50), now), '2026-01-14 23:50');
  assert.equal(moment(at(16, 0), now), '2026-01-16 00:00');
  assert.equal(moment(at(14, 8), now), '2026-01-14');
  assert.equal(moment(at(16, 9), now), '2026-01-16');
  assert.equal(moment(new Date(2049, 11, 31).getTime(), now), '2049-12-31');
});
