import {spawn} from 'node:child_process';
import process from 'node:process';
import {createInterface} from 'node:readline';

export type Report = Readonly<Record<string, number>>;

/** A client that goes on running: asked for its figures whenever wanted, ended when disposed. */
export interface Followed extends AsyncDisposable {
  readonly first: Report;
  ask(question?: string): Promise<Report>;
}

export async function follow(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Followed> {
  const child = spawn(process.execPath, ['--expose-gc', file, ...args], {
    env: {...process.env, ...env},
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  const next = async (): Promise<Report> => {
    const line = await lines.next();
    if (line.done) throw new Error(`${file} ended early`);
    return JSON.parse(line.value) as Report;
  };
  const first = await next();
  return {
    first,
    ask(question = '') {
      child.stdin.write(`${question}\n`);
      return next();
    },
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.stdin.end();
      await ended;
    },
  };
}
