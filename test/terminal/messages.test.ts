import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openTestTerminal} from './screen.ts';

async function opened(environment: Readonly<Record<string, string>> = {}) {
  const screen = await openTestTerminal({environment});
  await screen.settled();
  const mark = screen.sent.length;
  return {
    terminal: screen.terminal,
    async sent() {
      await screen.settled();
      return screen.sent.slice(mark);
    },
  };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

test('the bell is one byte', async () => {
  const {terminal, sent} = await opened();
  terminal.bell();
  assert.equal(await sent(), '\x07');
});

test('what is copied goes to the clipboard of the terminal, with line breaks and tabs', async () => {
  const {terminal, sent} = await opened();
  assert.equal(terminal.copy('a: 1\n\tb: é'), true);
  assert.equal(await sent(), `\x1b]52;c;${base64('a: 1\n\tb: é')}\x07`);
});

test('what is copied cannot steer the terminal it is pasted into', async () => {
  const {terminal, sent} = await opened();
  terminal.copy('a\x1b[201~\rrm -rf\x07\x9b');
  assert.equal(await sent(), `\x1b]52;c;${base64('a[201~rm -rf')}\x07`);
});

test('what is too long for a terminal is not copied by half', async () => {
  const {terminal, sent} = await opened();
  assert.equal(terminal.copy('x'.repeat(74_990)), true);
  assert.equal(terminal.copy('x'.repeat(75_000)), false);
  assert.ok((await sent()).length <= 100_000);
});

test('inside tmux what is copied goes to tmux, and through it', async () => {
  const {terminal, sent} = await opened({TMUX: '/tmp/tmux-0/default,1,0'});
  terminal.copy('x');
  const plain = `\x1b]52;c;${base64('x')}\x07`;
  assert.equal(await sent(), `${plain}\x1bPtmux;\x1b${plain}\x1b\\`);
});

test('a message is sent without anything that could end it early', async () => {
  const {terminal, sent} = await opened();
  terminal.notify('prod-eu1: \x07\x1b\\\x1b]52;c;AAAA\x07\x9clive\u202e');
  assert.equal(await sent(), '\x1b]9;prod-eu1: live\x07');
});

test('a message that looks like another request is still a message', async () => {
  const {terminal, sent} = await opened();
  terminal.notify('4;1;50');
  assert.equal(await sent(), '\x1b]9; 4;1;50\x07');
});

test('a long message is cut', async () => {
  const {terminal, sent} = await opened({TMUX: 'yes'});
  terminal.notify('x'.repeat(5000));
  assert.equal(await sent(), `\x1bPtmux;\x1b\x1b]9;${'x'.repeat(199)}…\x07\x1b\\`);
});
