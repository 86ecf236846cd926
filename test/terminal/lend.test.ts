import assert from 'node:assert/strict';
import process from 'node:process';
import {test} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import {restoration} from '../../src/ui/terminal/index.ts';
import {openTestTerminal} from './screen.ts';

const frame = Array.from({length: 24}, (_, row) => `row ${row}`);

async function shown() {
  const screen = await openTestTerminal();
  const keys: string[] = [];
  screen.terminal.onKey((key) => keys.push('chord' in key ? key.chord : key.paste));
  screen.terminal.draw(frame);
  await screen.settled();
  return {...screen, keys, isRaw: () => screen.isRaw, since: markOf(screen)};
}

function markOf(screen: {readonly sent: string}) {
  let mark = screen.sent.length;
  return () => {
    const since = screen.sent.slice(mark);
    mark = screen.sent.length;
    return since;
  };
}

test('it opens on a screen of its own, without a cursor, in raw mode, with pastes marked', async () => {
  const screen = await shown();
  assert.equal(screen.emulator.buffer.active.type, 'alternate');
  assert.ok(screen.isRaw());
  assert.ok(screen.emulator.modes.bracketedPasteMode);
  assert.equal(screen.terminal.restoration, restoration);
});

test('a program it is lent to finds the terminal as a shell leaves it', async () => {
  const {terminal, emulator, isRaw, since, settled} = await shown();
  const answer = await terminal.lend(async () => {
    await settled();
    await new Promise<void>((resolve) => emulator.write('', resolve));
    assert.equal(since(), restoration);
    assert.equal(emulator.buffer.active.type, 'normal');
    assert.equal(emulator.modes.bracketedPasteMode, false);
    assert.equal(isRaw(), false);
    assert.equal(terminal.isLent, true);
    assert.equal(terminal.restoration, '');
    return 'done';
  });
  assert.equal(answer, 'done');
  assert.equal(terminal.isLent, false);
  assert.equal(isRaw(), true);
});

test('when it comes back everything is painted, also what changed meanwhile and what the program left on', async () => {
  const {terminal, emulator, screen, since, settled} = await shown();
  await terminal.lend(async () => {
    terminal.draw(['changed', ...frame.slice(1)]);
    terminal.bell();
    await turn();
    assert.equal(since(), restoration);
    await new Promise<void>((resolve) =>
      emulator.write(
        '\x1b[?1049h\x1b[2Jsomething else\x1b[31;7m\x1b[?1000h\x1b[?1h\x1b[3;5r\x1b[4h',
        resolve,
      ),
    );
  });
  await settled();
  assert.deepEqual(screen(), ['changed', ...frame.slice(1)]);
  assert.deepEqual(emulator.modes.mouseTrackingMode, 'none');
  assert.deepEqual(emulator.modes.applicationCursorKeysMode, false);
  assert.deepEqual(emulator.modes.insertMode, false);
  assert.match(since(), /\x1b\[\?1049h/);
});

test('keys typed while it is lent are not ours, nor those left over from it', async () => {
  const {terminal, press, keys} = await shown();
  let isLeftOver = false;
  await terminal.lend(async () => {
    press('j');
    // In the line when raw mode begins again, and read then.
    setImmediate(() => {
      isLeftOver = true;
      press('x');
    });
  });
  assert.ok(isLeftOver);
  assert.deepEqual(keys, []);
  press('k');
  assert.deepEqual(keys, ['k']);
});

test('a size that changed while it was lent is known when it comes back', async () => {
  const {terminal, resize, screen, settled} = await shown();
  terminal.onResize(() => terminal.draw([`${terminal.columns}×${terminal.rows}`]));
  await terminal.lend(async () => resize(50, 12));
  await settled();
  assert.deepEqual([terminal.columns, terminal.rows], [50, 12]);
  assert.equal(screen()[0], '50×12');
});

test('a size that only the program was told of is asked for when it comes back', async () => {
  const {terminal, resize} = await shown();
  const asked = () => resize(50, 12);
  process.once('SIGWINCH', asked);
  await terminal.lend(async () => undefined);
  process.off('SIGWINCH', asked);
  assert.deepEqual([terminal.columns, terminal.rows], [50, 12]);
});

test('a program that fails gives the terminal back all the same', async () => {
  const {terminal, screen, settled, isRaw} = await shown();
  await assert.rejects(
    terminal.lend(async () => {
      throw new Error('not found');
    }),
    /not found/,
  );
  await settled();
  assert.ok(isRaw());
  assert.deepEqual(screen(), frame);
});

test('two programs that want it have it one after the other', async () => {
  const {terminal} = await shown();
  const events: string[] = [];
  await Promise.all(
    ['first', 'second'].map((name) =>
      terminal.lend(async () => {
        events.push(`${name} begins`);
        await turn();
        events.push(`${name} ends`);
      }),
    ),
  );
  assert.deepEqual(events, ['first begins', 'first ends', 'second begins', 'second ends']);
});

test('closing gives everything back, once', async () => {
  const screen = await shown();
  await screen.close();
  await screen.close();
  assert.equal(screen.since(), restoration);
  assert.equal(screen.emulator.buffer.active.type, 'normal');
  assert.equal(screen.emulator.modes.bracketedPasteMode, false);
  assert.equal(screen.isRaw(), false);
  assert.equal(screen.terminal.restoration, '');
  screen.terminal.draw(['late']);
  screen.terminal.redraw();
  screen.terminal.bell();
  screen.press('j');
  await screen.settled();
  assert.equal(screen.since(), '');
  assert.deepEqual(screen.keys, []);
});

test('closed while it is lent, it stays with the program', async () => {
  const {terminal, since, close, isRaw} = await shown();
  await terminal.lend(close);
  assert.equal(since(), restoration);
  assert.equal(isRaw(), false);
});

test('what is written by hand when the process dies gives everything back', async () => {
  const {emulator} = await shown();
  await new Promise<void>((resolve) => emulator.write('\x1b[?1000h\x1b[?1004h\x1b[31m', resolve));
  await new Promise<void>((resolve) => emulator.write(restoration, resolve));
  assert.equal(emulator.buffer.active.type, 'normal');
  assert.equal(emulator.modes.bracketedPasteMode, false);
  assert.equal(emulator.modes.mouseTrackingMode, 'none');
  assert.equal(emulator.modes.sendFocusMode, false);
  assert.equal(emulator.modes.wraparoundMode, true);
  assert.match(restoration, /\x1b\[\?25h$/);
});

test('a redraw mends what another program wrote on the screen and the modes it changed', async () => {
  const {terminal, emulator, screen, settled} = await shown();
  await new Promise<void>((resolve) => emulator.write('\x1b[5;5Hgarbage\x1b[?2004l\x1b[3;5r', resolve));
  terminal.redraw();
  await settled();
  assert.deepEqual(screen(), frame);
  assert.ok(emulator.modes.bracketedPasteMode);
});
