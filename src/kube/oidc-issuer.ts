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
import {sanitise} from '../text/index.ts';
import {makeConnector} from './connector.ts';
import type {ClusterEntry, ContextEntry} from './context.ts';
import {KubeError} from './errors.ts';
import {shortLine} from './last-words.ts';
import type {LoginRunnerOptions} from './login-runner.ts';
import {proxyFor} from './proxy.ts';
import {readTlsMaterial} from './tls-material.ts';

/** What is under way when nobody wants it any more has this long: it may bring the only refresh token still good, ms. */
const grace = 2000;

/**
 * Asks the issuer of the oidc auth-provider for fresh tokens; it may replace the refresh token by its `successor`.
 * @throws KubeError with failure `login` or `aborted`.
 */
export async function askIssuer(
  entry: ContextEntry,
  refreshToken: string,
  signal: AbortSignal,
  options: Required<LoginRunnerOptions>,
): Promise<{readonly idToken: string; readonly successor: string | undefined}> {
  if (signal.aborted) throw oidcEnded(entry);
  const {clock, timeout} = options;
  const config = entry.user.authProvider?.config ?? {};
  const limit = new AbortController();
  const end = () => limit.abort();
  const leave = () => void clock.sleep(grace, limit.signal).then(end);
  signal.addEventListener('abort', leave, {once: true, signal: limit.signal});
  const timer = clock.sleep(timeout, limit.signal).then(end);
  const network = openNetwork(entry, limit.signal, options);
  try {
    const issuer = await connect(entry, config, network.fetch);
    const answer = await refreshTokenGrant(issuer, refreshToken);
    if (!answer.id_token) throw oidcFailure(entry, `${place(config)} answered without an id_token`);
    return {idToken: answer.id_token, successor: answer.refresh_token || undefined};
  } catch (error) {
    if (error instanceof KubeError) throw error;
    if (signal.aborted) throw oidcEnded(entry);
    if (limit.signal.aborted) {
      throw oidcFailure(entry, `${place(config)} did not answer within ${timeout / 1000} s`);
    }
    throw oidcFailure(entry, `${place(config)} gave no new token: ${reasonOf(error)}`);
  } finally {
    end();
    await Promise.all([timer, network.close()]);
  }
}

type Fetch = (url: string, init: object) => Promise<Response>;

/**
 * As kubectl's: through the proxy that the environment names for the issuer and never through the cluster's `proxy-url`,
 * verified against `idp-certificate-authority`, else the system's roots.
 */
function openNetwork(
  entry: ContextEntry,
  signal: AbortSignal,
  {clock, environment}: LoginRunnerOptions,
): {readonly fetch: Fetch; close(): Promise<void>} {
  const config = entry.user.authProvider?.config ?? {};
  const data = config['idp-certificate-authority-data'];
  const file = config['idp-certificate-authority'];
  const opened: (() => Promise<unknown>)[] = [];
  return {
    async fetch(url, init) {
      const server = new URL(url);
      const issuer: ClusterEntry = {
        name: server.host,
        server: server.origin,
        skipTlsVerify: false,
        disableCompression: false,
        ...(data ? {caData: Buffer.from(data, 'base64').toString('utf8')} : file ? {caFile: file} : {}),
      };
      const proxy = proxyFor(issuer, environment);
      const isSecure = server.protocol === 'https:';
      const asked = {...entry, cluster: issuer, user: {name: entry.user.name}};
      const tls = isSecure ? await readTlsMaterial(asked, {headers: {}}, clock.now()) : undefined;
      const material = () => tls;
      const connector = makeConnector({server, proxy, http1: true, material, onFailure() {}});
      const agent = new Agent({connect: connector.connect});
      opened.push(() => Promise.all([agent.destroy(), connector.destroySockets()]));
      return undiciFetch(url, {...init, signal, dispatcher: agent}) as unknown as Promise<Response>;
    },
    close: async () => void (await Promise.all(opened.map((close) => close()))),
  };
}

async function connect(
  entry: ContextEntry,
  config: Readonly<Record<string, string>>,
  fetch: Fetch,
): Promise<Configuration> {
  const issuer = URL.parse(config['idp-issuer-url'] ?? '');
  if (issuer === null) throw oidcFailure(entry, 'idp-issuer-url of the oidc auth-provider is not a URL');
  const secret = config['client-secret'] || undefined;
  const clientId = config['client-id'] ?? '';
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

function place(config: Readonly<Record<string, string>>): string {
  return `The OIDC issuer ${sanitise(config['idp-issuer-url'] ?? '')}`;
}

/** OAuth's own words where there are any (`invalid_grant`), else the innermost cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if ('error' in error && typeof error.error === 'string') {
    const {error_description: description} = error as {error_description?: unknown};
    const described = typeof description === 'string' ? ` (${description})` : '';
    const hint = error.error === 'invalid_grant' ? ': log in again' : '';
    return shortLine(`${error.error}${described}${hint}`);
  }
  if (error.cause instanceof Error) return reasonOf(error.cause);
  // A host with several addresses, none of which answers, gives an error without words.
  const words = error.message || ('code' in error ? String(error.code) : 'unknown error');
  return shortLine(words);
}

function oidcEnded({name}: ContextEntry): KubeError {
  return new KubeError('The OIDC refresh was ended', {context: name, failure: {type: 'aborted'}});
}

export function oidcFailure(entry: ContextEntry, message: string): KubeError {
  return new KubeError(message, {context: entry.name, failure: {type: 'login', cause: 'session'}});
}
