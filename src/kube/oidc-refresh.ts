import {sanitise} from '../text/index.ts';
import type {ContextEntry} from './context.ts';
import {tokenExpiry} from './jwt.ts';
import {type LoginRun, type LoginRunnerOptions, tokenKey} from './login-runner.ts';
import {askIssuer, oidcFailure} from './oidc-issuer.ts';
import {readOidcTokens, writeOidcTokens} from './oidc-tokens.ts';

/** Not handed out in the last seconds of its life, as client-go, ms. */
const leeway = 10_000;

/**
 * Refreshes the oidc auth-provider: the id-token in the kubeconfig is given first while it lasts, then fresh ones from
 * the issuer. A refresh token that the issuer replaces is written back as kubectl does, for the old one is dead by then.
 */
export function createOidcRefresh(options: Required<LoginRunnerOptions>): LoginRun {
  const {clock} = options;
  const successors = createSuccessors();
  /** The latest end of the id-tokens given, ms, by token key: what ends later was not given yet. */
  const given = new Map<string, number>();
  return async (entry, signal) => {
    const key = tokenKey(entry);
    const stored = await readOidcTokens(entry);
    const refreshToken = stored.refreshToken && successors.last(stored.refreshToken);
    const expiry = stored.idToken === undefined ? undefined : tokenExpiry(stored.idToken);
    const isFresh = expiry !== undefined && expiry > clock.now() + leeway;
    // Being asked again means that it was refused or is about to end; where there is no other, it is for the server to say.
    const last = given.get(key) ?? 0;
    const isNew = isFresh && (expiry > last || refreshToken === undefined);
    if (stored.idToken !== undefined && isNew) {
      given.set(key, Math.max(expiry, last));
      return {token: stored.idToken, expires: expiry};
    }
    if (stored.refreshToken === undefined || refreshToken === undefined) {
      throw oidcFailure(
        entry,
        'The OIDC id-token in the kubeconfig is past use and there is no refresh-token: log in again',
      );
    }
    const {idToken, successor} = await askIssuer(entry, refreshToken, signal, options);
    const latest = successor ?? refreshToken;
    let unkept: string | undefined;
    // Also where only the last one could not be written: the file may have become writable since.
    if (latest !== stored.refreshToken) {
      successors.add(stored.refreshToken, latest);
      unkept = await writeOidcTokens(entry, stored.refreshToken, {idToken, refreshToken: latest}, clock);
    }
    const expires = tokenExpiry(idToken);
    given.set(key, Math.max(expires ?? 0, last));
    return {
      token: idToken,
      ...(expires !== undefined && {expires}),
      ...(unkept !== undefined && {problem: problemOf(entry, unkept)}),
    };
  };
}

/** The one in the file is spent, and the one that came of it ends with this process. */
function problemOf({file, user}: ContextEntry, reason: string): string {
  const name = sanitise(user.name);
  return `${user.file ?? file}: the renewed login of user ${name} cannot be kept there (${reason}): it ends with flotilla; log in again then`;
}

/** Three days of the shortest sessions there are, ten years of daily ones. */
const mostSuccessors = 1000;

/**
 * What came of each refresh token that once stood in a kubeconfig. A spent one may still stand with other users, or in a
 * file that cannot be written; and an issuer who sees it again may end the whole session.
 */
function createSuccessors() {
  const next = new Map<string, string>();
  return {
    last(token: string): string {
      let last = token;
      for (let after = next.get(last); after !== undefined; after = next.get(last)) last = after;
      return last;
    },
    add(spent: string, successor: string): void {
      next.delete(spent);
      next.delete(successor);
      if (spent !== successor) next.set(spent, successor);
      const [oldest] = next.keys();
      if (next.size > mostSuccessors && oldest !== undefined) next.delete(oldest);
    },
  };
}
