import {access} from 'node:fs/promises';
import {basename} from 'node:path';
import {type Clock, sanitise} from '../text/index.ts';
import type {ClusterEntry, ExecEntry} from './context.ts';
import {KubeError, type LoginCause} from './errors.ts';
import {parseExecCredential} from './exec-credential.ts';
import {execInfo} from './exec-info.ts';
import {lastWords} from './last-words.ts';
import type {PluginCredential} from './login-runner.ts';
import {runPluginProcess} from './plugin-process.ts';
import {describeFileError} from './regular-file.ts';

export interface ExecPluginOptions {
  /** For errors. */
  readonly context: string;
  readonly cluster: ClusterEntry;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** ms. Default 30 000. */
  readonly timeout?: number;
  readonly clock: Clock;
}

/**
 * Runs an exec credential plugin once and reads what it gives. One that must ask a person is not run at all.
 * @throws KubeError with failure `login` (`no plugin`, `plugin hung` or `session`) or `aborted`.
 */
export async function runExecPlugin(exec: ExecEntry, options: ExecPluginOptions): Promise<PluginCredential> {
  const {context, cluster, environment, signal, timeout = 30_000, clock} = options;
  const name = `Plugin ${sanitise(basename(exec.command))}`;
  const fail = (cause: LoginCause, reason: string) =>
    new KubeError(reason, {context, failure: {type: 'login', cause}});
  if (exec.interactiveMode === 'Always') {
    throw fail(
      'session',
      `${name} must ask a person (interactiveMode: Always): log in with kubectl in another terminal`,
    );
  }
  const info = await execInfo(exec, cluster, false).catch((error: unknown) => {
    const place = `certificate-authority ${cluster.caFile}`;
    throw fail('session', `${place} cannot be read: ${describeFileError(error)}`);
  });
  const outcome = await runPluginProcess({
    command: exec.command,
    args: exec.args,
    environment: {
      ...environment,
      ...Object.fromEntries(exec.env.map((variable) => [variable.name, variable.value])),
      KUBERNETES_EXEC_INFO: info,
    },
    signal,
    timeout,
    clock,
  });
  switch (outcome.type) {
    case 'not started':
      throw fail('no plugin', await notStarted(exec, name, outcome.code));
    case 'aborted':
      throw new KubeError(`${name} was ended`, {context, failure: {type: 'aborted'}});
    case 'timed out':
      throw fail('plugin hung', `${name} did not finish within ${timeout / 1000} s${quote(outcome.stderr)}`);
    case 'too much output':
      throw fail(
        'session',
        `${name} was stopped: it printed more than any credential${quote(outcome.stderr)}`,
      );
    case 'killed':
      throw fail('session', `${name} was killed by ${outcome.by}${quote(outcome.stderr)}`);
    case 'exited': {
      if (outcome.code !== 0) {
        throw fail('session', `${name} failed with exit code ${outcome.code}${quote(outcome.stderr)}`);
      }
      const parsed = parseExecCredential(outcome.stdout, exec.apiVersion);
      if ('reason' in parsed) throw fail('session', `${name} ${parsed.reason}${quote(outcome.stderr)}`);
      return parsed.credential;
    }
  }
}

async function notStarted(exec: ExecEntry, name: string, code: string): Promise<string> {
  const hint = exec.installHint === undefined ? '' : `: ${sanitise(exec.installHint).trim()}`;
  if (code === 'ENOENT') {
    const isThere =
      exec.command.includes('/') &&
      (await access(exec.command).then(
        () => true,
        () => false,
      ));
    if (isThere)
      return `The interpreter named in the first line of ${sanitise(exec.command)} is not installed`;
    const where = exec.command.includes('/')
      ? `There is no plugin ${sanitise(exec.command)}`
      : `${name} is not on the PATH`;
    return `${where}${hint || ': install it, or correct the kubeconfig'}`;
  }
  if (code === 'EACCES') return `Plugin ${sanitise(exec.command)} is not executable: chmod +x it`;
  return `${name} could not be started (${code})${hint}`;
}

function quote(stderr: string): string {
  const words = lastWords(stderr);
  return words === '' ? '' : `: ${words}`;
}
