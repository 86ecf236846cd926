import type {Ended, Reading} from './commands/index.ts';
import {systemClock} from './system-clock.ts';

/** ms that a program has: a server that is slow to answer has answered by then. */
const timeout = 30_000;

/**
 * Runs a program beside the screen, where it can neither ask anything nor write over it, and gives back what it printed;
 * where it ended badly, what it complained of. Never rejects.
 */
export async function readProgram(
  {command: [command = '', ...args], variables, keeps}: Reading,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Ended> {
  const {runPluginProcess} = await import('./kube/index.ts');
  const outcome = await runPluginProcess({
    command,
    args,
    environment: {...environment, ...variables},
    signal,
    timeout,
    clock: systemClock,
    keeps,
  });
  switch (outcome.type) {
    case 'exited': {
      const {code, stdout, stderr, isCut} = outcome;
      if (code !== 0) return {type: 'ended', code, output: stderr};
      return isCut
        ? {type: 'ended', code, output: wholeLines(stdout, keeps), isCut}
        : {type: 'ended', code, output: stdout};
    }
    case 'killed':
      return {type: 'failed', reason: `it was ended by ${outcome.by}`};
    case 'timed out':
      return {type: 'failed', reason: `it did not end within ${timeout / 1000} s`};
    case 'too much output':
      return {type: 'failed', reason: 'it complains of more than can be shown'};
    case 'aborted':
      return {type: 'failed', reason: 'it was not waited for'};
    case 'not started':
      return {type: 'failed', reason: outcome.code === 'ENOENT' ? 'it is not on the PATH' : outcome.code};
  }
}

/** Without the line that was cut in two, unless that is all there is. */
function wholeLines(text: string, keeps: Reading['keeps']): string {
  if (keeps === 'end') return text.slice(text.indexOf('\n') + 1);
  const end = text.lastIndexOf('\n') + 1;
  return end === 0 ? text : text.slice(0, end);
}
