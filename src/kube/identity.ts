import type {ContextEntry, Impersonation} from './context.ts';
import type {Identity} from './credentials.ts';
import type {PluginCredential} from './login-runner.ts';

/** The identity of a context with what its login gave. */
export function identityOf(entry: ContextEntry, credential: PluginCredential): Identity {
  const {token, certificate, key} = credential;
  return {
    headers: {
      ...(token !== undefined && isSecure(entry) ? {authorization: `Bearer ${token}`} : {}),
      ...impersonationHeaders(entry.user.impersonate),
    },
    ...(certificate !== undefined && key !== undefined ? {certificate, key} : {}),
  };
}

/** As client-go: over plain http no secret is ever sent. */
export function isSecure(entry: ContextEntry): boolean {
  return entry.cluster.server.startsWith('https:');
}

/** Whether it can be sent at all: a line break, most often from copying, cannot stand in a header, for kubectl neither. */
export function isToken(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}

/** The headers of https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation. */
export function impersonationHeaders(
  impersonate: Impersonation | undefined,
): Readonly<Record<string, string>> {
  if (impersonate === undefined) return {};
  const headers: Record<string, string> = {'impersonate-user': bytes(impersonate.user)};
  if (impersonate.uid !== undefined) headers['impersonate-uid'] = bytes(impersonate.uid);
  Object.assign(headers, repeated('impersonate-group', impersonate.groups));
  for (const [key, values] of Object.entries(impersonate.extra)) {
    Object.assign(headers, repeated(`impersonate-extra-${escapeKey(key)}`, values));
  }
  return headers;
}

/**
 * One header per value, each name spelled in other capitals: undici joins the values of one name with a comma over
 * HTTP/2 (`client-h2.js`), and the server would take `a, b` for the name of a single group.
 */
function repeated(name: string, values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(values.map((value, index) => [spelling(name, index), bytes(value)]));
}

/** The bits of `index` say which letters are capitals, so that every index has its own spelling. */
function spelling(name: string, index: number): string {
  let rest = index;
  return name.replace(/[a-z]/g, (letter) => {
    const isCapital = rest % 2 === 1;
    rest = Math.floor(rest / 2);
    return isCapital ? letter.toUpperCase() : letter;
  });
}

/** The server reads UTF-8 where HTTP in Node takes one character for one byte. */
function bytes(value: string): string {
  return Buffer.from(value).toString('latin1');
}

/** A header name holds only token characters (RFC 9110 5.6.2); the others, and `%`, are percent-encoded as bytes. */
function escapeKey(key: string): string {
  return [...Buffer.from(key.toLowerCase())]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[\w!#$&'*+.^`|~-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}
