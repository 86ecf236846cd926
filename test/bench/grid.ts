import {type ChildProcess, spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {loadavg, tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {ScreenProcess} from './screen-process.ts';

export interface FleetSize {
  readonly clusters: number;
  readonly podsPerCluster: number;
  readonly eventsPerSecond: number;
}

/** What the live grid costs on a large simulated fleet, which runs beside it in a process of its own. */
export async function measureGrid(bulkFleet: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-bench-grid-'));
  try {
    await measureStart(folder);
    await measureBusy(bulkFleet, folder, {clusters: 100, podsPerCluster: 1000, eventsPerSecond: 2000});
    await measureQuiet(bulkFleet, folder, {clusters: 100, podsPerCluster: 1000, eventsPerSecond: 0});
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

const startRounds = 9;

/** Until the first frame, from the kubeconfig alone, beside what Node itself takes to start and end. */
async function measureStart(folder: string): Promise<void> {
  const bare: number[] = [];
  const first: number[] = [];
  for (let round = 0; round < startRounds; round++) {
    bare.push(await timeOf(process.execPath, ['-e', '0']));
    await using screen = new ScreenProcess(['demo', '--seed', '1'], stateIn(folder));
    first.push(await screen.until((lines) => lines.some((line) => line.includes('CLUSTER'))));
  }
  const [node, frame] = [median(bare), median(first)];
  console.log(
    `\nflotilla demo to its first frame: ${frame.toFixed(0)} ms, ${(frame / node).toFixed(1)} times a bare Node (${node.toFixed(0)} ms)`,
  );
}

async function measureBusy(bulkFleet: string, folder: string, size: FleetSize): Promise<void> {
  await using fleet = await startFleet(bulkFleet, folder, size);
  await using screen = new ScreenProcess([], {...stateIn(folder), KUBECONFIG: fleet.kubeconfig});
  const isLive = (lines: readonly string[]) => new RegExp(`LIVE +${size.clusters}\\b`).test(lines[0] ?? '');
  const connected = await screen.until(isLive);
  console.log(`\n${describe(size)}: all live after ${(connected / 1000).toFixed(1)} s`);
  await report('grid', screen, 20);
  screen.press(':pods\r');
  await screen.until((lines) => (lines[0] ?? '').startsWith('pods '));
  await report('list of all pods', screen, 20);
}

async function measureQuiet(bulkFleet: string, folder: string, size: FleetSize): Promise<void> {
  await using fleet = await startFleet(bulkFleet, folder, size);
  await using screen = new ScreenProcess([], {...stateIn(folder), KUBECONFIG: fleet.kubeconfig});
  await screen.until((lines) => new RegExp(`LIVE +${size.clusters}\\b`).test(lines[0] ?? ''));
  // What was put off while everything connected is done by then.
  await wait(10_000);
  await report(`${describe(size)}, nothing happens`, screen, 60);
}

/** On one real cluster: until its row is known, and until its pods are listed. */
export async function measureRows(kubeconfig: string, count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-bench-rows-'));
  try {
    await using screen = new ScreenProcess([], {...stateIn(folder), KUBECONFIG: kubeconfig}, 120, 40);
    const atLeast = (text: string | undefined) => Number(text ?? 0) >= count;
    const row = await screen.until((lines) => atLeast(/ (\d+) +\d+ *$/.exec(lines[2] ?? '')?.[1]));
    const first = screen.usage();
    screen.press(':pods\r');
    const list = await screen.until((lines) => atLeast(/^pods (\d+)/.exec(lines[0] ?? '')?.[1]));
    const second = screen.usage();
    console.log(
      `the grid on these pods: row known ${(row / 1000).toFixed(2)} s after the start, ${first.megabytes.toFixed(0)} MB; ` +
        `their list ${list.toFixed(0)} ms after :pods, ${second.megabytes.toFixed(0)} MB (at most ${second.peakMegabytes.toFixed(0)})`,
    );
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

async function report(name: string, screen: ScreenProcess, seconds: number): Promise<void> {
  const before = {...screen.usage(), bytes: screen.bytes};
  await wait(seconds * 1000);
  const after = screen.usage();
  const share = (100 * (after.cpuSeconds - before.cpuSeconds)) / seconds;
  const written = (screen.bytes - before.bytes) / seconds;
  const delays: number[] = [];
  let here = cursorIn(screen.lines);
  for (let press = 0; press < 60; press++) {
    const by = press % 20 < 10 ? 1 : -1;
    // Where it is to stand, and not only elsewhere: of a frame that is half drawn the cursor's row may be missing.
    here += by;
    screen.press(by > 0 ? 'j' : 'k');
    delays.push(await screen.until((lines) => cursorIn(lines) === here));
  }
  delays.sort((one, other) => one - other);
  const at = (part: number) => delays[Math.floor(part * (delays.length - 1))]?.toFixed(0);
  console.log(
    `${name}: ${share.toFixed(1)} % of a core, ${after.megabytes.toFixed(0)} MB (at most ${after.peakMegabytes.toFixed(0)}), ` +
      `${written.toFixed(0)} bytes/s to the terminal, key to frame ${at(0.5)} ms, p95 ${at(0.95)} ms (load ${loadavg()[0]?.toFixed(1)})`,
  );
}

/** Which of the rows below the heading the cursor is on. */
function cursorIn(lines: readonly string[]): number {
  return lines.slice(2).findIndex((line) => line.startsWith('>'));
}

async function startFleet(bulkFleet: string, folder: string, size: FleetSize) {
  const place = mkdtempSync(join(folder, 'fleet-'));
  const {clusters, podsPerCluster, eventsPerSecond} = size;
  const child: ChildProcess = spawn(
    process.execPath,
    [bulkFleet, place, String(clusters), String(podsPerCluster), String(eventsPerSecond)],
    {stdio: ['pipe', 'pipe', 'inherit']},
  );
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text);
    });
    child.once('exit', (code) => reject(new Error(`the simulated fleet ended with ${code}`)));
  });
  const {kubeconfig} = JSON.parse(line) as {kubeconfig: string};
  return {
    kubeconfig,
    async [Symbol.asyncDispose]() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.stdin?.end();
      await gone;
    },
  };
}

function stateIn(folder: string): Readonly<Record<string, string>> {
  const state = join(folder, 'state');
  mkdirSync(state, {recursive: true});
  return {XDG_STATE_HOME: state, XDG_CONFIG_HOME: join(folder, 'config')};
}

function describe({clusters, podsPerCluster, eventsPerSecond}: FleetSize): string {
  const events = eventsPerSecond === 0 ? '' : `, ${eventsPerSecond} events/s`;
  return `${clusters} clusters of ${podsPerCluster} pods${events}`;
}

function timeOf(command: string, args: readonly string[]): Promise<number> {
  const begin = performance.now();
  return new Promise((resolve) => {
    spawn(command, args, {stdio: 'ignore'}).once('exit', () => resolve(performance.now() - begin));
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
