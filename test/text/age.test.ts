import assert from 'node:assert/strict';
import {test} from 'node:test';
import {age, coarseAge} from '../../src/text/index.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

test('ages read as kubectl prints them, at every step of its scale', () => {
  const cases: readonly [number, string][] = [
    [-3600, '?'],
    [-301, '?'],
    [-300, '0s'],
    [-2, '0s'],
    [-1.9, '0s'],
    [-1, '0s'],
    [0, '0s'],
    [1.9, '1s'],
    [119, '119s'],
    [120, '2m'],
    [121, '2m1s'],
    [10 * minute - 1, '9m59s'],
    [10 * minute + 59, '10m'],
    [3 * hour - 1, '179m'],
    [3 * hour, '3h'],
    [3 * hour + minute, '3h1m'],
    [8 * hour - 1, '7h59m'],
    [8 * hour + 59 * minute, '8h'],
    [2 * day - 1, '47h'],
    [2 * day, '2d'],
    [2 * day + hour, '2d1h'],
    [8 * day - 1, '7d23h'],
    [8 * day + 23 * hour, '8d'],
    [2 * year - 1, '729d'],
    [2 * year, '2y'],
    [2 * year + day, '2y1d'],
    [8 * year - 1, '7y364d'],
    [8 * year + 300 * day, '8y'],
  ];
  for (const [seconds, text] of cases) assert.equal(age(seconds), text, `${seconds} s`);
});

test('ages of states step by ten seconds, minutes, hours and days', () => {
  const cases: readonly [number, string][] = [
    [-5, '0s'],
    [9_999, '0s'],
    [40_000, '40s'],
    [49_999, '40s'],
    [59_999, '50s'],
    [60_000, '1m'],
    [3_599_999, '59m'],
    [3_600_000, '1h'],
    [86_399_999, '23h'],
    [3 * 86_400_000, '3d'],
  ];
  for (const [milliseconds, text] of cases) assert.equal(coarseAge(milliseconds), text, `${milliseconds} ms`);
});
