import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import type {Key} from '../../src/ui/terminal/index.ts';
import {manualClock} from '../text/manual-clock.ts';
import {bytesOf} from './keys.ts';
import {openTestTerminal} from './screen.ts';

async function listen() {
  const clock = manualClock();
  const screen = await openTestTerminal({clock});
  const keys: string[] = [];
  screen.terminal.onKey((key: Key) => keys.push('chord' in key ? key.chord : `paste:${key.paste}`));
  const heard = () => keys.splice(0);
  const pass = async (milliseconds: number) => {
    await clock.advance(milliseconds);
    await turn();
  };
  return {...screen, clock, heard, pass};
}

/** The keys that these bytes, sent at once and with nothing after them, are. */
async function keysOf(...chunks: readonly (string | Buffer)[]): Promise<readonly string[]> {
  const {send, heard, clock, pass} = await listen();
  send(...chunks);
  await pass(2000);
  assert.equal(clock.pending, 0);
  return heard();
}

const namedKeys =
  `space enter esc tab backtab up down left right pageup pagedown home end backspace delete insert
  f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12`.split(/\s+/);

const letters = 'abcdefghijklmnopqrstuvwxyz';

test('every chord that a keymap may hold arrives as itself', async () => {
  const {send, heard, pass} = await listen();
  const withModifiers = namedKeys.filter(
    (key) => !['esc', 'tab', 'backtab', 'enter', 'space', 'backspace'].includes(key),
  );
  const chords = [
    ...namedKeys,
    ...letters,
    ...letters.toUpperCase(),
    ...'0123456789!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    ...[...letters].filter((letter) => !'him'.includes(letter)).map((letter) => `ctrl-${letter}`),
    ...['ctrl-space', 'ctrl-\\', 'ctrl-]', 'ctrl-/', 'ctrl-alt-r', 'alt-enter', 'alt-space', 'alt-backtab'],
    ...[...letters, ...letters.toUpperCase()]
      .filter((letter) => letter !== 'O')
      .map((letter) => `alt-${letter}`),
    ...withModifiers.flatMap((key) =>
      ['shift-', 'alt-', 'ctrl-', 'ctrl-shift-', 'ctrl-alt-', 'alt-shift-', 'ctrl-alt-shift-'].map(
        (held) => held + key,
      ),
    ),
  ];
  for (const chord of chords) {
    send(bytesOf(chord));
    await pass(100);
    assert.deepEqual(heard(), [chord]);
  }
});

test('every character is its own chord, whatever it is made of', async () => {
  assert.deepEqual(await keysOf('ß漢é🇪🇺👩‍🚀'), ['ß', '漢', 'é', '🇪🇺', '👩‍🚀']);
});

test('typed as fast as can be, nothing is lost and nothing is put together', async () => {
  assert.deepEqual(await keysOf('jj\x1b[Bk\x1b[A:po\rG\x1b[5~\x12q'), [
    ...['j', 'j', 'down', 'k', 'up', ':', 'p', 'o', 'enter', 'G', 'pageup', 'ctrl-r', 'q'],
  ]);
});

test('keys may come byte by byte', async () => {
  const bytes = Buffer.from('\x1b[1;5C漢\x1b[15~\x1bOPé\x1b[200~a\nb\x1b[201~x');
  const {send, heard, pass} = await listen();
  for (const byte of bytes) {
    send(Buffer.from([byte]));
    await pass(20);
  }
  assert.deepEqual(heard(), ['ctrl-right', '漢', 'f5', 'f1', 'é', 'paste:a\nb', 'x']);
});

test('escape alone is the key after a moment, and not before', async () => {
  const {send, heard, clock, pass} = await listen();
  send('\x1b');
  await pass(49);
  assert.deepEqual(heard(), []);
  await pass(1);
  assert.deepEqual(heard(), ['esc']);
  assert.equal(clock.pending, 0);
});

test('a sequence that comes in two pieces is one key, also when the program was busy in between', async () => {
  const {send, heard, pass} = await listen();
  send('\x1b');
  const due = pass(50);
  // Reading comes in the same turn in which the patience ends.
  setImmediate(() => send('[A'));
  await due;
  await pass(100);
  assert.deepEqual(heard(), ['up']);
});

test('escape pressed twice is two of them, and before an arrow it is alt', async () => {
  assert.deepEqual(await keysOf('\x1b\x1b'), ['esc', 'esc']);
  assert.deepEqual(await keysOf('\x1b\x1b[A'), ['alt-up']);
  assert.deepEqual(await keysOf('\x1b\x1bOP'), ['alt-f1']);
});

test('alt with the characters that sequences begin with is known when nothing follows', async () => {
  assert.deepEqual(await keysOf('\x1b['), ['alt-[']);
  assert.deepEqual(await keysOf('\x1bO'), ['alt-O']);
  assert.deepEqual(await keysOf('\x1b]'), ['alt-]']);
  assert.deepEqual(await keysOf('\x1bP'), ['alt-P']);
});

test('a sequence that is never finished holds up nothing', async () => {
  const {send, heard, pass} = await listen();
  send('\x1b[1;5');
  await pass(50);
  send('j');
  assert.deepEqual(heard(), ['j']);
});

const dialects: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'the kitty protocol',
    ['\x1b[114;5u', '\x1b[27u', '\x1b[27;1u', '\x1b[9;2u'],
    ['ctrl-r', 'esc', 'esc', 'backtab'],
  ],
  [
    'kitty with shift',
    ['\x1b[111:79;2u', '\x1b[111;2u', '\x1b[49:33;2u', '\x1b[49;2;33u'],
    ['O', 'O', '!', '!'],
  ],
  [
    'kitty with alt and ctrl',
    ['\x1b[120;3u', '\x1b[114;7u', '\x1b[32;5u', '\x1b[92;5u', '\x1b[104;5u'],
    ['alt-x', 'ctrl-alt-r', 'ctrl-space', 'ctrl-\\', 'ctrl-h'],
  ],
  ['kitty with caps lock and num lock on', ['\x1b[114;69u', '\x1b[1;129A'], ['ctrl-r', 'up']],
  ['kitty with super held', ['\x1b[99;9u', '\x1b[1;9A'], []],
  ['kitty, keys let go of', ['\x1b[114;5:3u', '\x1b[1;1:3A', '\x1b[114;5:2u'], ['ctrl-r']],
  ['kitty, modifiers alone', ['\x1b[57441;2u', '\x1b[57358u'], []],
  ['the kitty keypad', ['\x1b[57400u', '\x1b[57414u', '\x1b[57419u'], ['1', 'enter', 'up']],
  [
    'modifyOtherKeys',
    ['\x1b[27;5;114~', '\x1b[27;2;79~', '\x1b[27;5;13~', '\x1b[27;6;82~'],
    ['ctrl-r', 'O', 'ctrl-enter', 'ctrl-r'],
  ],
  ['shift with keys that people hold too long', ['\x1b[32;2u', '\x1b[127;2u'], ['space', 'backspace']],
  [
    'rxvt',
    ['\x1b[a', '\x1bOa', '\x1b[5$', '\x1b[5^', '\x1b[5@', '\x1b[7~', '\x1b[8~'],
    ['shift-up', 'ctrl-up', 'shift-pageup', 'ctrl-pageup', 'ctrl-shift-pageup', 'home', 'end'],
  ],
  [
    'the Linux console',
    ['\x1b[[A', '\x1b[[E', '\x1b[1~', '\x1b[4~', '\x1b[17~'],
    ['f1', 'f5', 'home', 'end', 'f6'],
  ],
  ['cursor keys in application mode', ['\x1bOA', '\x1bOH', '\x1bO5C'], ['up', 'home', 'ctrl-right']],
  ['a keypad in application mode', ['\x1bOM', '\x1bOq', '\x1bOk'], ['enter', '1', '+']],
  ['backspace of both schools', ['\x7f', '\x08', '\x1b\x7f'], ['backspace', 'backspace', 'alt-backspace']],
  [
    'function keys of a VT',
    ['\x1b[11~', '\x1b[14~', '\x1b[1;2P', '\x1b[1;2R'],
    ['f1', 'f4', 'shift-f1', 'shift-f3'],
  ],
  [
    'focus and mouse reports',
    ['\x1b[I', '\x1b[O', '\x1b[<0;10;5M', '\x1b[<0;10;5m', '\x1b[M !!', '\x1b[32;10;5M'],
    [],
  ],
  [
    'answers of the terminal',
    [
      '\x1b[?62;22c',
      '\x1b[24;80R',
      '\x1b[?2026;2$y',
      '\x1b]11;rgb:0/0/0\x1b\\',
      '\x1b]11;rgb:0/0/0\x07',
      '\x1bP>|xterm\x1b\\',
      '\x1b[?1u',
    ],
    [],
  ],
  ['characters that are not seen', ['\u200e', '\x85', '\u202e'], []],
];

for (const [name, sequences, chords] of dialects) {
  test(`keys as they come from ${name} are understood`, async () => {
    assert.deepEqual((await Promise.all(sequences.map((sequence) => keysOf(sequence)))).flat(), chords);
    assert.deepEqual(await keysOf(sequences.join('')), chords, 'all at once');
    assert.deepEqual(await keysOf(...sequences, 'j'), [...chords, 'j'], 'and what follows');
  });
}

test('a paste is one key, without what could steer a terminal, with its line breaks', async () => {
  assert.deepEqual(await keysOf('a\x1b[200~one\r\ntwo\rthree\x1b[31m\tq\x1b[201~b'), [
    'a',
    'paste:one\ntwo\nthree q',
    'b',
  ]);
});

test('a paste that is never finished is taken as it is, and keys work again', async () => {
  const {send, heard, pass} = await listen();
  send('\x1b[200~half');
  await pass(999);
  send(' of it');
  await pass(999);
  assert.deepEqual(heard(), []);
  await pass(1);
  send('j');
  assert.deepEqual(heard(), ['paste:half of it', 'j']);
});
