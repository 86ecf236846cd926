import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import process from 'node:process';

/** What one client cost as a whole process: seconds until its pods were usable, CPU seconds until then, peak memory. */
export interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  /** What the client itself reported, one JSON line. */
  readonly report: Readonly<Record<string, number>>;
}

/**
 * Runs a command until it ends or, when `untilLine` is set, until it prints its first JSON line. CPU and peak memory
 * come from /proc, so that kubectl is measured by the same ruler as the Node clients.
 */
export async function measure(
  command: string,
  args: readonly string[],
  {untilLine, env = {}}: {untilLine: boolean; env?: Readonly<Record<string, string>>},
): Promise<Cost> {
  const start = performance.now();
  const child = spawn(command, args, {env: {...process.env, ...env}, stdio: ['pipe', 'pipe', 'inherit']});
  let output = '';
  let last = {cpuSeconds: 0, peakMegabytes: 0};
  const poll = setInterval(() => {
    last = usageOf(child.pid) ?? last;
  }, 10);
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  const reported = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      // kubectl's table is read and thrown away; a client's report is one short line.
      if (!untilLine) return;
      output += chunk.toString();
      if (output.includes('\n')) resolve();
    });
  });
  const code = await (untilLine ? Promise.race([reported.then(() => 0), ended]) : ended);
  const seconds = (performance.now() - start) / 1000;
  last = usageOf(child.pid) ?? last;
  clearInterval(poll);
  child.stdin.end();
  await ended;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  return {seconds, ...last, report: untilLine ? JSON.parse(output.split('\n')[0] ?? '{}') : {}};
}

function usageOf(pid: number | undefined): {cpuSeconds: number; peakMegabytes: number} | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields 14 and 15 (utime, stime) in clock ticks of 10 ms, counted after the command name's closing bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const peak = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
    if (peak === undefined) return undefined;
    return {cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100, peakMegabytes: Number(peak) / 1024};
  } catch {
    return undefined;
  }
}
