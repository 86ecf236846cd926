import {spawn} from 'node:child_process';
import process from 'node:process';

/** Puts the terminal right after a death that no program sees coming: `kill -9`, no memory left. */
export interface Guardian {
  /** What to write should we die now; '' while the terminal is not ours, or right already. */
  watchOver(restoration: string): void;
}

/**
 * Starts it; to be awaited before the terminal's modes are changed. A shell in a session of its own, which waits for us to
 * end and costs nothing meanwhile. Where there is no `sh` or `stty`, nobody watches.
 */
export async function openGuardian(): Promise<Guardian> {
  const child = spawn('sh', ['-c', script], {
    // Out of reach of what is sent to our own group, which may be what kills us.
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore', process.stdin.fd, process.stdout.fd],
  });
  const {stdin, stdout} = child;
  stdin?.on('error', () => undefined);
  child.unref();
  await new Promise<void>((resolve) => {
    stdout?.once('data', () => resolve());
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  stdout?.destroy();
  const watchOver = (restoration: string) => void stdin?.write(`${restoration}\n`);
  // Who still gets as far as this puts the terminal right by itself.
  process.once('exit', () => watchOver(''));
  return {watchOver};
}

/**
 * The last line it was given is what it writes when our end closes the pipe. A shell that edits its lines (bash, zsh) has
 * set the modes it wants by the time it looks, others (dash) leave them: keys that make signals are off in no shell.
 */
const script = `
saved=$(stty -g <&3) || exit
echo ready
while IFS= read -r line; do restoration=$line; done
[ -n "$restoration" ] || exit
printf %s "$restoration" >&4
sleep 0.2 || sleep 1
case $(stty -a <&3) in *-isig*) stty "$saved" <&3 ;; esac
`;
