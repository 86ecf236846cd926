import type {ContextEntry} from './context.ts';
import {execInfo} from './exec-info.ts';
import type {LoginGroup} from './login-group.ts';
import {loginOrigin} from './login-origin.ts';

/** What a person runs to log in, with a terminal. `environment` is the whole of it. */
export interface LoginProgram {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** It is the credential plugin itself, whose standard output is the credential. */
  readonly isPlugin: boolean;
}

/** The words of it; undefined where nothing is known that would help. */
export function loginWords(
  entry: ContextEntry,
  group: LoginGroup | undefined,
): readonly string[] | undefined {
  if (group?.login !== undefined) return group.login;
  const {exec} = entry.user;
  return loginOrigin(entry) === 'plugin' && exec ? [exec.command, ...exec.args] : undefined;
}

/**
 * The login command of a context: that of its group, else its own plugin, told that it may ask. Either sees the variables
 * of the plugin over those it inherits, for they often say where the session is kept.
 */
export async function loginProgram(
  entry: ContextEntry,
  group: LoginGroup | undefined,
  inherited: Readonly<Record<string, string | undefined>>,
): Promise<LoginProgram | undefined> {
  const command = loginWords(entry, group);
  if (command === undefined) return undefined;
  const {exec} = entry.user;
  const own = Object.fromEntries((exec?.env ?? []).map(({name, value}) => [name, value]));
  const environment = {...inherited, ...own};
  if (group?.login !== undefined || !exec) return {command, environment, isPlugin: false};
  // An authority that cannot be read is the entry's trouble, and told there; the plugin may do without.
  const told = await execInfo(exec, entry.cluster, exec.interactiveMode !== 'Never').catch(() =>
    execInfo({...exec, provideClusterInfo: false}, entry.cluster, exec.interactiveMode !== 'Never'),
  );
  return {command, environment: {...environment, KUBERNETES_EXEC_INFO: told}, isPlugin: true};
}
