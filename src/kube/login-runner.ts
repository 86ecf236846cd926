import {createHash} from 'node:crypto';
import type {Clock} from '../text/index.ts';
import type {ContextEntry, UserEntry} from './context.ts';

/** What a plugin or an identity provider gave. Secret: never log it. */
export interface PluginCredential {
  readonly token?: string;
  /** PEM, with `key`. */
  readonly certificate?: string;
  readonly key?: string;
  /** ms since the epoch; undefined = good until refused. */
  readonly expires?: number;
  /** What a person should know although it is good, as the files' problems are told; nothing secret. */
  readonly problem?: string;
}

export interface LoginRunnerOptions {
  readonly clock: Clock;
  /** What plugins inherit. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Per run, ms. Default 30 000. */
  readonly timeout?: number;
}

/** Fetches a credential once. Throws KubeError with failure `login`, `entry` or `aborted`. */
export type LoginRun = (entry: ContextEntry, signal: AbortSignal) => Promise<PluginCredential>;

/** What fetches the credentials of every kind of login. Each is loaded when first needed, to start fast. */
export function createLoginRunner({clock, environment, timeout = 30_000}: LoginRunnerOptions): LoginRun {
  const options = {clock, environment, timeout};
  const load = {
    gcp: once(async () => (await import('./gcp-command.ts')).createGcpCommand(options)),
    oidc: once(async () => (await import('./oidc-refresh.ts')).createOidcRefresh(options)),
  };
  return async (entry, signal) => {
    const {exec, authProvider} = entry.user;
    if (exec !== undefined) {
      const {runExecPlugin} = await import('./exec-plugin.ts');
      return runExecPlugin(exec, {...options, context: entry.name, cluster: entry.cluster, signal});
    }
    const provider = authProvider?.name;
    if (provider === 'gcp' || provider === 'oidc') return (await load[provider]())(entry, signal);
    throw new TypeError(`context ${entry.name} has no login to run`);
  };
}

/** What they have given before is theirs to remember, so there is one of each. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Equal for contexts whose login gives the same credential; a hash, since arguments and environment may be secret. */
export function tokenKey(entry: ContextEntry): string {
  const {exec, authProvider} = entry.user;
  const cluster = exec?.provideClusterInfo ? entry.cluster : undefined;
  const provider = authProvider?.name === 'oidc' ? oidcSession(entry.user) : authProvider;
  // The names of cluster and user are not told to the plugin, and the install hint is told to nobody but a person.
  const told = [
    exec && [exec.apiVersion, exec.command, exec.args, exec.env.map(({name, value}) => [name, value])],
    cluster && {...cluster, name: undefined, revision: entry.revision},
    exec?.interactiveMode === 'Always',
    provider,
  ];
  return createHash('sha256').update(JSON.stringify(told)).digest('hex');
}

/** That of a user, whatever its tokens are by now: fresh ones are written into the file in which it stands. */
function oidcSession({name, file, authProvider}: UserEntry) {
  const config = authProvider?.config ?? {};
  return ['oidc', config['idp-issuer-url'], config['client-id'], file, name];
}
