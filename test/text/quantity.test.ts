import assert from 'node:assert/strict';
import {test} from 'node:test';
import {formatBytes, formatCpu, parseQuantity} from '../../src/text/index.ts';

test('quantities are read in base units', () => {
  const cases: readonly [string, number][] = [
    ['0', 0],
    ['2', 2],
    ['-1', -1],
    ['+1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['100m', 0.1],
    ['250m', 0.25],
    ['1500u', 0.0015],
    ['5n', 5e-9],
    ['1k', 1000],
    ['1M', 1e6],
    ['12E', 12e18],
    ['1E3', 1000],
    ['1e3', 1000],
    ['1.5e-3', 0.0015],
    ['1Ki', 1024],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['2Ti', 2 * 2 ** 40],
    ['1Pi', 2 ** 50],
    ['1Ei', 2 ** 60],
    ['16384Mi', 2 ** 34],
  ];
  for (const [text, number] of cases) assert.equal(parseQuantity(text), number, text);
});

test('what is no quantity is undefined', () => {
  for (const text of [
    '',
    '.',
    'm',
    '1 Gi',
    '1gi',
    '1Kb',
    '1K',
    '1ki',
    '0x10',
    '1e',
    '--1',
    'NaN',
    '1,5',
    '1i',
    'Infinity',
  ]) {
    assert.equal(parseQuantity(text), undefined, JSON.stringify(text));
  }
});

test('cores read as whole cores or millicores, rounded up', () => {
  assert.equal(formatCpu(0), '0');
  assert.equal(formatCpu(2), '2');
  assert.equal(formatCpu(0.25), '250m');
  assert.equal(formatCpu(1.5), '1500m');
  assert.equal(formatCpu(0.1 + 0.2), '300m');
  assert.equal(formatCpu(0.0001), '1m');
});

test('bytes read with a binary suffix and one decimal', () => {
  assert.equal(formatBytes(0), '0');
  assert.equal(formatBytes(512), '512');
  assert.equal(formatBytes(1024), '1Ki');
  assert.equal(formatBytes(1.5 * 2 ** 30), '1.5Gi');
  assert.equal(formatBytes(64 * 2 ** 20), '64Mi');
  assert.equal(formatBytes(2 ** 30 - 1), '1Gi');
  assert.equal(formatBytes(-2048), '-2Ki');
});
