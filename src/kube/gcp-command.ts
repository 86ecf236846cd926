import {sanitise} from '../text/index.ts';
import type {ContextEntry} from './context.ts';
import {KubeError, type LoginCause} from './errors.ts';
import {isToken} from './identity.ts';
import {lastWords} from './last-words.ts';
import type {LoginRun, LoginRunnerOptions, PluginCredential} from './login-runner.ts';
import {runPluginProcess} from './plugin-process.ts';

/**
 * The gcp auth-provider of old kubeconfigs: the token in it while it lasts and is not refused, else what `cmd-path`
 * prints, read by the JSON paths `token-key` and `expiry-key`.
 * @throws KubeError with failure `login` or `aborted`.
 */
export function createGcpCommand(options: Required<LoginRunnerOptions>): LoginRun {
  /** The token given last, by user. */
  const given = new Map<string, string>();
  return async (entry, signal) => {
    const config = entry.user.authProvider?.config ?? {};
    const stored = config['access-token'];
    const expires = Date.parse(config['expiry'] ?? '');
    const user = JSON.stringify([entry.user.file, entry.user.name]);
    // Being asked again means that it was refused or is about to end; where there is no other, it is for the server to say.
    if (stored && !(expires <= options.clock.now()) && !(given.get(user) === stored && config['cmd-path'])) {
      given.set(user, stored);
      return {token: stored, ...(Number.isNaN(expires) ? {} : {expires})};
    }
    return runCommand(entry, config, {...options, signal});
  };
}

async function runCommand(
  entry: ContextEntry,
  config: Readonly<Record<string, string>>,
  options: Required<LoginRunnerOptions> & {readonly signal: AbortSignal},
): Promise<PluginCredential> {
  const fail = (cause: LoginCause, message: string) =>
    new KubeError(message, {context: entry.name, failure: {type: 'login', cause}});
  const command = config['cmd-path'];
  if (!command) {
    throw fail(
      'expired',
      'The gcp token in the kubeconfig has expired: use the exec plugin gke-gcloud-auth-plugin',
    );
  }
  const args = (config['cmd-args'] ?? '').split(/\s+/).filter((arg) => arg !== '');
  const name = sanitise(command);
  const outcome = await runPluginProcess({...options, command, args});
  switch (outcome.type) {
    case 'not started':
      throw fail(
        'no plugin',
        `${name}, which the gcp auth-provider names, could not be started (${outcome.code})`,
      );
    case 'aborted':
      throw new KubeError(`${name} was ended`, {context: entry.name, failure: {type: 'aborted'}});
    case 'timed out':
      throw fail('plugin hung', `${name} did not finish within ${options.timeout / 1000} s`);
    case 'too much output':
      throw fail('session', `${name} was stopped: it printed more than any credential`);
    case 'killed':
      throw fail('session', `${name} was killed by ${outcome.by}`);
    case 'exited': {
      if (outcome.code !== 0) {
        const words = lastWords(outcome.stderr);
        throw fail('session', `${name} failed with exit code ${outcome.code}${words && `: ${words}`}`);
      }
      const answer = parse(outcome.stdout);
      const token = at(answer, config['token-key'] || '{.access_token}');
      if (token === undefined || !isToken(token)) {
        throw fail('session', `${name} printed no token where token-key points`);
      }
      const expires = Date.parse(at(answer, config['expiry-key'] || '{.token_expiry}') ?? '');
      return {token, ...(Number.isNaN(expires) ? {} : {expires})};
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `{.credential.access_token}`: the only form of JSON path that gcloud ever wrote. */
function at(value: unknown, path: string): string | undefined {
  const keys = path
    .replace(/^\{|\}$/g, '')
    .split('.')
    .filter((key) => key !== '');
  let found: unknown = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[key];
  }
  return typeof found === 'string' && found !== '' ? found : undefined;
}
