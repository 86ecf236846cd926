import {createHash, X509Certificate} from 'node:crypto';
import {createSecureContext, type SecureContext} from 'node:tls';
import type {ContextEntry} from './context.ts';
import type {Identity} from './credentials.ts';
import {KubeError} from './errors.ts';
import {describeFileError, readRegularText} from './regular-file.ts';
import {trustSystemRoots} from './system-roots.ts';

/** Everything a TLS handshake needs; equal `fingerprint`s mean that open sockets may stay. */
export interface TlsMaterial {
  readonly fingerprint: string;
  readonly secureContext: SecureContext;
  /** The certificate must be for this name; undefined means the server's own host. */
  readonly serverName: string | undefined;
  readonly isVerified: boolean;
}

/**
 * Reads the files of a kubeconfig entry and checks that they can be used. A certificate of `identity` (from an exec
 * plugin) replaces that of the entry. `now` is in milliseconds.
 * @throws KubeError with failure `entry` for unreadable or unusable files, `login` for an expired client certificate.
 */
export async function readTlsMaterial(
  entry: ContextEntry,
  identity: Identity,
  now: number,
): Promise<TlsMaterial> {
  const {cluster, user} = entry;
  const [authority, certificate, key] = await Promise.all([
    readAuthority(entry),
    identity.certificate ?? pem(entry, 'the client certificate', user.certificateData, user.certificateFile),
    identity.key ?? pem(entry, 'the client key', user.keyData, user.keyFile),
  ]);
  if (authority !== undefined) parseCertificate(entry, 'the certificate authority', authority);
  if (certificate !== undefined) checkClientCertificate(entry, certificate, now);
  if ((certificate === undefined) !== (key === undefined)) {
    throw unusable(
      entry,
      `the user has a client ${certificate ? 'certificate but no key' : 'key but no certificate'}`,
    );
  }
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([authority, certificate, key]))
    .digest('base64');
  return {
    fingerprint,
    secureContext: secureContext(entry, authority, certificate, key),
    serverName: cluster.tlsServerName,
    isVerified: !cluster.skipTlsVerify,
  };
}

/**
 * The certificates (PEM) that a context's server is verified by; undefined for the system's.
 * @throws KubeError with failure `entry` where they cannot be read.
 */
export function readAuthority(entry: ContextEntry): Promise<string | undefined> {
  const {caData, caFile} = entry.cluster;
  return pem(entry, 'the certificate authority', caData, caFile);
}

async function pem(
  entry: ContextEntry,
  what: string,
  data: string | undefined,
  file: string | undefined,
): Promise<string | undefined> {
  if (data) return data;
  if (!file) return undefined;
  try {
    return await readRegularText(file);
  } catch (cause) {
    throw unusable(entry, `${what} ${file} cannot be read (${describeFileError(cause)})`, cause);
  }
}

function parseCertificate(entry: ContextEntry, what: string, text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw unusable(entry, `${what} is not a PEM certificate`, cause);
  }
}

function checkClientCertificate(entry: ContextEntry, text: string, now: number): void {
  const {validToDate} = parseCertificate(entry, 'the client certificate', text);
  if (validToDate.getTime() > now) return;
  throw new KubeError(
    `The client certificate of user ${entry.user.name} expired on ${validToDate.toISOString().slice(0, 10)}. Renew it, or get a new kubeconfig for this cluster.`,
    {context: entry.name, failure: {type: 'login', cause: 'expired'}},
  );
}

function secureContext(
  entry: ContextEntry,
  authority: string | undefined,
  certificate: string | undefined,
  key: string | undefined,
): SecureContext {
  const {skipTlsVerify} = entry.cluster;
  if (authority === undefined && !skipTlsVerify) trustSystemRoots();
  try {
    return createSecureContext({
      // Where the server is not verified nobody looks at the roots, and their store need not be read.
      ...(authority !== undefined ? {ca: authority} : skipTlsVerify ? {ca: []} : {}),
      ...(certificate !== undefined && key !== undefined && {cert: certificate, key}),
    });
  } catch (cause) {
    throw unusable(entry, secureContextReason(cause), cause);
  }
}

function secureContextReason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code.includes('KEY_VALUES_MISMATCH')) return 'the client key does not belong to the client certificate';
  return 'the client certificate or key cannot be used (is it PEM, and is the key unencrypted?)';
}

function unusable(entry: ContextEntry, reason: string, cause?: unknown): KubeError {
  return new KubeError(`The kubeconfig entry cannot be used: ${reason}. Mend it in ${entry.file}.`, {
    context: entry.name,
    failure: {type: 'entry'},
    cause,
  });
}
