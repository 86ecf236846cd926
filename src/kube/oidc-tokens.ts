import {closeSync, openSync, rmSync} from 'node:fs';
import {chown, open, realpath, rename, stat, unlink} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import process from 'node:process';
import {isDeepStrictEqual} from 'node:util';
import {isMap, isScalar, isSeq, parseDocument, type YAMLMap} from 'yaml';
import type {Clock} from '../text/index.ts';
import type {ContextEntry, UserEntry} from './context.ts';
import {isRecord, parseKubeconfigFile} from './kubeconfig-file.ts';
import {describeFileError, readRegularFile} from './regular-file.ts';

/** The tokens of an oidc auth-provider. Secret: never log them. */
export interface OidcTokens {
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
}

/** As they stand in the kubeconfig by now: kubectl writes fresh ones there, and so do we. Never rejects. */
export async function readOidcTokens({user}: ContextEntry): Promise<OidcTokens> {
  const loaded = user.authProvider?.config ?? {};
  const found = await readConfig(user).catch(() => undefined);
  const config = found !== undefined && isSameClient(found, loaded) ? found : loaded;
  return {idToken: text(config['id-token']), refreshToken: text(config['refresh-token'])};
}

/**
 * Writes fresh tokens into the kubeconfig wherever `spent` stands there as the refresh token of this issuer and client, as
 * kubectl does: under the lock it takes (client-go `clientcmd/loader.go`), but whole or not at all and with every other
 * byte kept. Where another token stands there by now, that one is newer. Gives the reason where it cannot be written;
 * never rejects.
 */
export async function writeOidcTokens(
  {user}: ContextEntry,
  spent: string,
  fresh: {readonly idToken: string; readonly refreshToken: string},
  clock: Clock,
): Promise<string | undefined> {
  const {file, authProvider} = user;
  if (file === undefined || authProvider === undefined) return undefined;
  const edit = (before: string) => withTokens(before, authProvider.config, spent, fresh);
  let unlock: (() => void) | undefined;
  try {
    unlock = await lock(`${file}.lock`, clock);
    for (let tries = 0; tries < 3; tries++) {
      if (await rewrite(await realpath(file), edit, clock)) return undefined;
    }
    return 'it changes again and again';
  } catch (error) {
    // A read-only folder, most likely.
    return describeFileError(error);
  } finally {
    unlock?.();
  }
}

type Config = Readonly<Record<string, unknown>>;

async function readConfig({file, name}: UserEntry): Promise<Config | undefined> {
  if (file === undefined) return undefined;
  const reading = parseKubeconfigFile(file, await readRegularFile(file));
  const user = reading.type === 'kubeconfig' ? reading.file.users.get(name)?.value : undefined;
  const provider = isRecord(user) ? user['auth-provider'] : undefined;
  const config = isRecord(provider) ? provider['config'] : undefined;
  return isRecord(config) ? config : undefined;
}

function isSameClient(one: Config, other: Config): boolean {
  return ['idp-issuer-url', 'client-id'].every((field) => one[field] === other[field]);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** kubectl holds its lock for milliseconds, and gives up at once where another holds it. */
const lockPatience = {tries: 20, pause: 100};

/** What removes it again, as the end of the process does. @throws where it cannot be had. */
async function lock(path: string, clock: Clock): Promise<() => void> {
  const unlock = () => {
    process.off('exit', unlock);
    try {
      rmSync(path, {force: true});
    } catch {
      // The folder has become read-only.
    }
  };
  for (let tries = 0; tries < lockPatience.tries; tries++) {
    try {
      // At once: an exit in between would leave it behind.
      closeSync(openSync(path, 'wx', 0o600));
      process.once('exit', unlock);
      return unlock;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      await clock.sleep(lockPatience.pause);
    }
  }
  throw new Error(`another program holds ${path}`);
}

/** False where somebody else, who knows nothing of the lock, has written the file meanwhile. */
async function rewrite(
  path: string,
  edit: (before: string) => string | undefined,
  clock: Clock,
): Promise<boolean> {
  const before = await readRegularFile(path);
  const facts = await stat(path);
  const decoded = before.toString('utf8');
  if (!Buffer.from(decoded).equals(before)) throw noSafeWay;
  const after = edit(decoded);
  if (after === undefined) return true;
  // A dot file is no kubeconfig to those who read the whole folder.
  const name = `.${basename(path)}.${Math.floor(clock.random() * 2 ** 48).toString(36)}.tmp`;
  const temporary = join(dirname(path), name);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(after);
      await handle.chmod(facts.mode & 0o777);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const own = await stat(temporary);
    // Run by root, it stays the file of whoever it belongs to.
    if (own.uid !== facts.uid || own.gid !== facts.gid) await chown(temporary, facts.uid, facts.gid);
    if (!(await readRegularFile(path)).equals(before)) {
      await unlink(temporary);
      return false;
    }
    await rename(temporary, path);
    return true;
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** The text with the tokens replaced where they stand; undefined where there is nothing to replace. @throws `noSafeWay` */
function withTokens(
  before: string,
  config: Config,
  spent: string,
  {idToken, refreshToken}: {readonly idToken: string; readonly refreshToken: string},
): string | undefined {
  const document = parseDocument(before, parsing);
  const users = document.get('users');
  if (document.errors.length > 0 || !isSeq(users)) throw noSafeWay;
  const holders = users.items.flatMap((item) => {
    const found = isMap(item) ? item.getIn(['user', 'auth-provider', 'config'], true) : undefined;
    return isMap(found) && found.get('refresh-token') === spent && isSameClient(found.toJSON(), config)
      ? found
      : [];
  });
  if (holders.length === 0) return undefined;
  const edits = holders.flatMap((holder) => [
    ...editsOf(before, holder, 'refresh-token', refreshToken),
    ...editsOf(before, holder, 'id-token', idToken),
  ]);
  let after = before;
  for (const {from, to, put} of edits.toSorted((one, other) => other.from - one.from)) {
    after = after.slice(0, from) + put + after.slice(to);
  }
  for (const holder of holders) {
    holder.set('refresh-token', refreshToken);
    holder.set('id-token', idToken);
  }
  const written = parseDocument(after, parsing);
  const isRight = written.errors.length === 0 && isDeepStrictEqual(written.toJS(), document.toJS());
  if (!isRight) throw noSafeWay;
  return after;
}

const noSafeWay = new Error('its tokens cannot be replaced without touching more');

const parsing = {merge: true, logLevel: 'silent', prettyErrors: false} as const;

/** What to put in place of which characters. A key that is missing comes before that of the refresh token. */
function editsOf(before: string, holder: YAMLMap, key: string, value: string) {
  // JSON's quotes are YAML's, too.
  const quoted = JSON.stringify(value);
  const present = holder.get(key, true);
  if (isScalar(present) && present.range)
    return [{from: present.range[0], to: present.range[1], put: quoted}];
  const next = holder.items.find((pair) => isScalar(pair.key) && pair.key.value === 'refresh-token')?.key;
  if (!isScalar(next) || !next.range) return [];
  const [from] = next.range;
  const indent = ' '.repeat(from - before.lastIndexOf('\n', from - 1) - 1);
  const put = holder.flow ? `"${key}": ${quoted}, ` : `${key}: ${quoted}\n${indent}`;
  return [{from, to: from, put}];
}
