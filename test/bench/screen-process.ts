import {readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import process from 'node:process';
import {type IPty, spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** The built program on a terminal of its own, looked at from outside. */
export class ScreenProcess implements AsyncDisposable {
  readonly #pty: IPty;
  readonly #emulator: InstanceType<typeof xterm.Terminal>;
  readonly #started = performance.now();
  #bytes = 0;
  #looks = new Set<() => void>();
  #isGone = false;

  constructor(
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    columns = 80,
    rows = 24,
  ) {
    this.#emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
    // By its first line, as a person starts it: options of Node stand there.
    this.#pty = spawn('bin/flotilla.js', [...args], {
      cols: columns,
      rows,
      name: 'xterm-256color',
      env: {
        ...process.env,
        LANG: 'C.UTF-8',
        PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
        ...environment,
      },
    });
    this.#pty.onData((data) => {
      this.#bytes += Buffer.byteLength(data);
      this.#emulator.write(data, () => {
        for (const look of [...this.#looks]) look();
      });
    });
    this.#pty.onExit(() => {
      this.#isGone = true;
      for (const look of [...this.#looks]) look();
    });
  }

  /** ms since it was started. */
  get age(): number {
    return performance.now() - this.#started;
  }

  /** Sent to the terminal so far. */
  get bytes(): number {
    return this.#bytes;
  }

  get lines(): readonly string[] {
    const {active} = this.#emulator.buffer;
    return Array.from(
      {length: this.#emulator.rows},
      (_, row) => active.getLine(row)?.translateToString(true) ?? '',
    );
  }

  press(keys: string): void {
    this.#pty.write(keys);
  }

  /** Resolves to the time it took, ms, until the screen is as asked. */
  until(isSo: (lines: readonly string[]) => boolean, limit = 60_000): Promise<number> {
    const begin = performance.now();
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#looks.delete(look);
      };
      const look = () => {
        if (isSo(this.lines)) {
          end();
          resolve(performance.now() - begin);
        } else if (this.#isGone) {
          end();
          reject(new Error(`the program ended:\n${this.lines.join('\n')}`));
        }
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`not seen within ${limit} ms:\n${this.lines.join('\n')}`));
      }, limit);
      this.#looks.add(look);
      look();
    });
  }

  /** CPU seconds so far, and resident megabytes now and at most. */
  usage(): {readonly cpuSeconds: number; readonly megabytes: number; readonly peakMegabytes: number} {
    const stat = readFileSync(`/proc/${this.#pty.pid}/stat`, 'utf8');
    // utime and stime in ticks of 10 ms, counted after the command name's closing bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const status = readFileSync(`/proc/${this.#pty.pid}/status`, 'utf8');
    const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0);
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100,
      megabytes: kilobytes('VmRSS') / 1024,
      peakMegabytes: kilobytes('VmHWM') / 1024,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isGone) return;
    const gone = new Promise<void>((resolve) => this.#pty.onExit(() => resolve()));
    this.#pty.write('\x03');
    const timer = setTimeout(() => this.#pty.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(timer);
    this.#emulator.dispose();
  }
}
