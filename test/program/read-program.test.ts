import assert from 'node:assert/strict';
import process from 'node:process';
import test from 'node:test';
import {readProgram} from '../../src/read-program.ts';

const environment = {PATH: process.env['PATH']};
const never = new AbortController().signal;

function shell(script: string, {signal = never, keeps = 'beginning' as 'beginning' | 'end'} = {}) {
  const variables = {KUBECONFIG: '/one'};
  return readProgram({command: ['sh', '-c', script], variables, keeps}, environment, signal);
}

test('what a program prints is read, with the variables it was given and no others of ours', async () => {
  const ended = await shell('echo "$KUBECONFIG $HOME"');
  assert.deepEqual(ended, {type: 'ended', code: 0, output: '/one \n'});
});

test('of one that ends badly, what it complained of is read', async () => {
  const ended = await shell('echo here; echo it broke >&2; exit 3');
  assert.deepEqual(ended, {type: 'ended', code: 3, output: 'it broke\n'});
});

test('it has no terminal to ask on, and nothing to read', async () => {
  const ended = await shell('read line; echo "[$line]"; (: < /dev/tty) 2>/dev/null && echo a terminal');
  assert.ok(ended.type === 'ended');
  assert.doesNotMatch(ended.output, /a terminal/);
});

test('what cannot be started says why', async () => {
  const ended = await readProgram({command: ['no-such-program'], keeps: 'end'}, environment, never);
  assert.deepEqual(ended, {type: 'failed', reason: 'it is not on the PATH'});
});

test('what nobody waits for any more is not run', async () => {
  const ending = new AbortController();
  const running = shell('echo run', {signal: ending.signal});
  ending.abort();
  assert.equal((await running).type, 'failed');
});

const lines = 'line() { awk -v n="$1" \'BEGIN {for (i = 1; i <= n; i++) printf "%0999d\\n", i}\'; };';

test('of too much the beginning is kept, in whole lines, and that it was cut', async () => {
  const ended = await shell(`${lines} line 1500`);
  assert.ok(ended.type === 'ended' && ended.isCut === true);
  const numbers = ended.output.split('\n').map(Number);
  assert.deepEqual([numbers[0], numbers.at(-2), numbers.at(-1)], [1, 1048, 0]);
});

test('or the end, where that is what matters', async () => {
  const ended = await shell(`${lines} line 9000`, {keeps: 'end'});
  assert.ok(ended.type === 'ended' && ended.isCut === true);
  const numbers = ended.output.split('\n').map(Number);
  assert.deepEqual([numbers[0], numbers.at(-2), numbers.at(-1)], [613, 9000, 0]);
});

test('what fits is whole', async () => {
  const ended = await shell(`${lines} line 1500`, {keeps: 'end'});
  assert.ok(ended.type === 'ended' && ended.isCut === undefined);
  assert.equal(ended.output.length, 1_500_000);
});
