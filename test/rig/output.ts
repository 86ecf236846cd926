import {execa} from 'execa';

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What a program said first of what went wrong: Go's own programs print a page of goroutines after it. */
export function complaint({stdout, stderr}: Output): string {
  return (stderr.trim() || stdout.trim()).split('\n')[0]?.replace(/^.*[Ee]rror: /, '') ?? '';
}

/** Runs a program to its end. Never throws for what it says. */
export async function output(
  program: string,
  args: readonly string[],
  options: {readonly env: Readonly<Record<string, string>>; readonly input?: string},
): Promise<Output> {
  const {stdout, stderr, exitCode} = await execa(program, args, {
    env: options.env,
    reject: false,
    // A raw list of a full cluster is longer than execa's own limit.
    maxBuffer: 400_000_000,
    ...(options.input === undefined ? {stdin: 'ignore'} : {input: options.input}),
  });
  return {stdout: String(stdout ?? ''), stderr: String(stderr ?? ''), exitCode: exitCode ?? -1};
}
