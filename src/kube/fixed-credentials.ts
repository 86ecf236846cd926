import type {Clock} from '../text/index.ts';
import type {ContextEntry} from './context.ts';
import type {Credentials, Identity} from './credentials.ts';
import {KubeError} from './errors.ts';
import {impersonationHeaders, isSecure, isToken} from './identity.ts';
import {tokenExpiry} from './jwt.ts';
import {describeFileError, readRegularText} from './regular-file.ts';

/** A kubelet renews a projected token at 80 % of ten minutes; client-go reads the file once a minute. ms. */
const fileAge = 60_000;

/**
 * Credentials that stand in the kubeconfig: certificate (the connection reads it from the entry), token, token file,
 * user name and password; and whom to impersonate. For contexts with a login (`hasLogin`) ask the broker instead.
 */
export function fixedCredentials(entry: ContextEntry, {clock}: {readonly clock: Clock}): Credentials {
  const {tokenFile, token, username, password} = entry.user;
  const fixed = impersonationHeaders(entry.user.impersonate);
  const withToken = (value: string): Identity => ({headers: {...fixed, authorization: `Bearer ${value}`}});
  if (!isSecure(entry)) return constant(entry, {headers: fixed}, clock);
  if (tokenFile !== undefined) return fromFile(entry, tokenFile, withToken, clock);
  if (token !== undefined) return constant(entry, withToken(token), clock, token);
  // As client-go, a password without a name is not sent.
  if (username === undefined) return constant(entry, {headers: fixed}, clock);
  const pair = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
  return constant(entry, {headers: {...fixed, authorization: `Basic ${pair}`}}, clock);
}

function constant(entry: ContextEntry, identity: Identity, clock: Clock, token?: string): Credentials {
  return {
    current: () => Promise.resolve(identity),
    async refused() {
      if (token !== undefined) throwIfExpired(entry, token, 'kubeconfig', clock);
      return false;
    },
  };
}

function fromFile(
  entry: ContextEntry,
  path: string,
  withToken: (token: string) => Identity,
  clock: Clock,
): Credentials {
  let held: {readonly token: string; readonly identity: Identity; readonly readAt: number} | undefined;

  const read = async (): Promise<Identity> => {
    const text = await readRegularText(path).catch((error: unknown) => {
      // As client-go: the last token that could be read goes on, then the one in the kubeconfig itself.
      const last = held?.token ?? entry.user.token;
      if (last !== undefined) return last;
      throw failure(entry, `The token file ${path} cannot be read: ${describeFileError(error)}`);
    });
    const token = text.trim();
    if (token === '') throw failure(entry, `The token file ${path} is empty`);
    if (!isToken(token)) {
      throw failure(
        entry,
        `The token file ${path} holds more than a token: one line without special characters`,
      );
    }
    const identity = held?.token === token ? held.identity : withToken(token);
    held = {token, identity, readAt: clock.now()};
    return identity;
  };

  return {
    current: async () => (held !== undefined && clock.now() - held.readAt < fileAge ? held.identity : read()),
    async refused(identity) {
      if (identity !== held?.identity) return true;
      const {token} = held;
      if ((await read()) !== identity) return true;
      throwIfExpired(entry, token, path, clock);
      return false;
    },
  };
}

/** Only asked once the server has refused: whose clock is right is for the server to say. */
function throwIfExpired(entry: ContextEntry, token: string, place: string, clock: Clock): void {
  const expires = tokenExpiry(token);
  if (expires === undefined || expires > clock.now()) return;
  const where = place === 'kubeconfig' ? `in the kubeconfig (user "${entry.user.name}")` : `in ${place}`;
  const date = new Date(expires).toISOString().slice(0, 16).replace('T', ' ');
  throw new KubeError(`The token ${where} expired on ${date} UTC: get a new one`, {
    context: entry.name,
    failure: {type: 'login', cause: 'expired'},
  });
}

function failure(entry: ContextEntry, message: string): KubeError {
  return new KubeError(message, {context: entry.name, failure: {type: 'login', cause: 'session'}});
}
