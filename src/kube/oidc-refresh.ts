import {readFile} from 'node:fs/promises';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  discovery,
  None,
  refreshTokenGrant,
} from 'openid-client';
import {Agent, fetch as undiciFetch} from 'undici';
import {type Clock, sanitise} from '../text/index.ts';
import type {ContextEntry} from './context.ts';
import {KubeError} from './errors.ts';
import {tokenExpiry} from './jwt.ts';
import {describeFileError} from './kubeconfig-sources.ts';
import {redact} from './last-words.ts';
import {type LoginRun, tokenKey} from './login-runner.ts';

/** Not handed out in the last seconds of its life, as client-go, ms. */
const leeway = 10_000;

/**
 * Refreshes the oidc auth-provider: the id-token in the kubeconfig is given first while it lasts, then fresh ones from
 * the issuer. A refresh token that the issuer replaces is remembered here and never written back.
 */
export function createOidcRefresh({
  clock,
  timeout,
}: {
  readonly clock: Clock;
  readonly timeout: number;
}): LoginRun {
  const sessions = new Map<string, {refreshToken: string | undefined; readonly given: Set<string>}>();
  return async (entry, signal) => {
    const config = entry.user.authProvider?.config ?? {};
    const key = tokenKey(entry);
    const session = sessions.get(key) ?? {
      refreshToken: config['refresh-token'] || undefined,
      given: new Set(),
    };
    sessions.set(key, session);
    const stored = config['id-token'];
    const expiry = stored === undefined ? undefined : tokenExpiry(stored);
    const isFresh = expiry !== undefined && expiry > clock.now() + leeway;
    // Being asked again means that it was refused or is about to end.
    if (stored !== undefined && isFresh && !session.given.has(stored)) {
      session.given.add(stored);
      return {token: stored, expires: expiry};
    }
    if (session.refreshToken === undefined) {
      throw failure(
        entry,
        'The OIDC id-token in the kubeconfig is past use and there is no refresh-token: log in again',
      );
    }
    const limit = new AbortController();
    const timer = clock.sleep(timeout, AbortSignal.any([limit.signal, signal])).then(() => limit.abort());
    try {
      const issuer = await connect(entry, config, AbortSignal.any([limit.signal, signal]));
      const answer = await refreshTokenGrant(issuer, session.refreshToken);
      if (answer.refresh_token) session.refreshToken = answer.refresh_token;
      if (!answer.id_token) throw failure(entry, `${place(config)} answered without an id_token`);
      const expires = tokenExpiry(answer.id_token);
      return {token: answer.id_token, ...(expires !== undefined ? {expires} : {})};
    } catch (error) {
      if (error instanceof KubeError) throw error;
      if (signal.aborted) {
        throw new KubeError('The OIDC refresh was ended', {context: entry.name, failure: {type: 'aborted'}});
      }
      if (limit.signal.aborted)
        throw failure(entry, `${place(config)} did not answer within ${timeout / 1000} s`);
      throw failure(entry, `${place(config)} gave no new token: ${reasonOf(error)}`);
    } finally {
      limit.abort();
      await timer;
    }
  };
}

async function connect(
  entry: ContextEntry,
  config: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Configuration> {
  const issuer = URL.parse(config['idp-issuer-url'] ?? '');
  if (issuer === null) throw failure(entry, 'idp-issuer-url of the oidc auth-provider is not a URL');
  const authority = await authorityOf(entry, config);
  const dispatcher = authority === undefined ? undefined : new Agent({connect: {ca: authority}});
  const secret = config['client-secret'] || undefined;
  const clientId = config['client-id'] ?? '';
  const fetch = (url: string, init: object) =>
    undiciFetch(url, {...init, signal, ...(dispatcher && {dispatcher})}) as unknown as Promise<Response>;
  // An issuer on http is the person's own choice; kubectl takes it too.
  const execute = issuer.protocol === 'http:' ? [allowInsecureRequests] : [];
  const found = await discovery(issuer, clientId, undefined, None(), {[customFetch]: fetch, execute});
  if (secret === undefined) return found;
  // The way to show a secret is the issuer's to name; basic where it names none (OpenID Connect Discovery 1.0, 3).
  const metadata = found.serverMetadata();
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const isBasic = methods.includes('client_secret_basic');
  const client = new Configuration(
    metadata,
    clientId,
    undefined,
    isBasic ? ClientSecretBasic(secret) : ClientSecretPost(secret),
  );
  client[customFetch] = fetch;
  for (const apply of execute) apply(client);
  return client;
}

async function authorityOf(
  entry: ContextEntry,
  config: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const data = config['idp-certificate-authority-data'];
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  const file = config['idp-certificate-authority'];
  if (!file) return undefined;
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw failure(entry, `idp-certificate-authority ${file} cannot be read: ${describeFileError(error)}`);
  });
}

function place(config: Readonly<Record<string, string>>): string {
  return `The OIDC issuer ${sanitise(config['idp-issuer-url'] ?? '')}`;
}

/** OAuth's own words where there are any (`invalid_grant`), else the innermost cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if ('error' in error && typeof error.error === 'string') {
    const described = 'error_description' in error ? ` (${String(error.error_description)})` : '';
    const hint = error.error === 'invalid_grant' ? ': log in again' : '';
    return redact(sanitise(`${error.error}${described}${hint}`)).slice(0, 160);
  }
  return error.cause instanceof Error ? reasonOf(error.cause) : redact(sanitise(error.message)).slice(0, 160);
}

function failure(entry: ContextEntry, message: string): KubeError {
  return new KubeError(message, {context: entry.name, failure: {type: 'login', cause: 'session'}});
}
