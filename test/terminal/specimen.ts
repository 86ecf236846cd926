import {appendFileSync, writeSync} from 'node:fs';
import process from 'node:process';
import {openTerminal} from '../../src/ui/terminal/index.ts';
import {realClock} from '../text/real-clock.ts';

// A small program on our terminal, for the tests that need a real one: shows the keys pressed, lends, ticks.

const [log] = process.argv.slice(2);
const ending = new AbortController();
const {stdin, stdout} = process;
const terminal = await openTerminal({
  stdin,
  stdout,
  environment: process.env,
  clock: realClock,
  signal: ending.signal,
});
const keys: string[] = [];
let ticks = 0;

function draw(): void {
  const {columns, rows} = terminal;
  terminal.draw(
    Array.from({length: rows}, (_, row) => {
      if (row === 0) return `${columns}×${rows}`;
      if (row === 1) return `keys: ${keys.slice(-8).join(' ')}`.slice(0, columns);
      if (row === 2) return `tick ${ticks}`;
      return row === rows - 1 ? 'last row'.padEnd(columns, '.') : `row ${row}`;
    }),
  );
}

terminal.onResize(draw);
terminal.onKey(async (key) => {
  const chord = 'chord' in key ? key.chord : `paste(${key.paste.replaceAll('\n', '⏎')})`;
  keys.push(chord);
  draw();
  if (chord === 'Q') {
    await terminal.close();
    process.exit(0);
  }
  if (chord === 'X') throw new Error('unexpected');
  if (chord === 'L') {
    const {spawn} = await import('node:child_process');
    await terminal.lend(
      () =>
        new Promise<void>((resolve) => {
          const script = 'printf "name? "; read name; echo "hello $name"; printf "again? "; read again';
          spawn('sh', ['-c', script], {stdio: 'inherit'}).on('close', () => resolve());
        }),
    );
  }
  if (chord === 'T') {
    setInterval(() => {
      ticks += 1;
      if (log !== undefined) appendFileSync(log, '.');
      terminal.draw(
        Array.from({length: terminal.rows}, () => `${ticks} `.repeat(200).slice(0, terminal.columns)),
      );
    }, 5);
  }
});
process.on('SIGCONT', () => terminal.redraw());
process.on('uncaughtException', (error) => {
  stdin.setRawMode(false);
  writeSync(1, `${terminal.restoration}unexpected: ${error.message}\n`);
  process.exit(1);
});
draw();
