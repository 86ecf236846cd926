import 'reflect-metadata';
import {webcrypto} from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A key and the certificate made for it, both PEM. `certificate` is what a `certFile` holds. */
export interface KeyPair {
  readonly key: string;
  readonly certificate: string;
}

export interface Wanted {
  /** DNS names and IP addresses of a serving certificate. */
  readonly names?: readonly string[];
  /** For Kubernetes the user name. Default: the first of `names`. */
  readonly commonName?: string;
  /** For Kubernetes the groups. */
  readonly organization?: readonly string[];
  /** Default: server when `names` are given, else client. */
  readonly usage?: 'server' | 'client';
  /** Lifetime from now, in days. Negative makes a certificate that has expired already. Default 30. */
  readonly days?: number;
  /** Wins over `days`. */
  readonly notAfter?: Date;
}

/** A certificate authority that lives in memory; nothing of it is ever trusted outside a test. */
export interface Authority extends KeyPair {
  issue(wanted: Wanted): Promise<KeyPair>;
}

export async function authority(commonName = 'flotilla rig'): Promise<Authority> {
  const keys = await newKeys();
  const name = subject(commonName, []);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name,
    keys,
    notBefore: daysFromNow(-1),
    notAfter: daysFromNow(365),
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });

  return {
    key: await privateKeyPem(keys),
    certificate: certificate.toString('pem'),
    issue: (wanted) => issue(wanted, certificate, keys.privateKey),
  };
}

/** A P-256 key pair with its public half, PEM: what service account tokens are signed and checked with. */
export async function signingKey(): Promise<{readonly key: string; readonly publicKey: string}> {
  const keys = await newKeys();
  const spki = await webcrypto.subtle.exportKey('spki', keys.publicKey);
  return {key: await privateKeyPem(keys), publicKey: pem('PUBLIC KEY', spki)};
}

const keyAlgorithm = {name: 'ECDSA', namedCurve: 'P-256'};
const signingAlgorithm = {name: 'ECDSA', hash: 'SHA-256'};

async function issue(
  wanted: Wanted,
  issuer: x509.X509Certificate,
  signingKey: webcrypto.CryptoKey,
): Promise<KeyPair> {
  const keys = await newKeys();
  const names = wanted.names ?? [];
  const usage = wanted.usage ?? (names.length > 0 ? 'server' : 'client');
  const notAfter = wanted.notAfter ?? daysFromNow(wanted.days ?? 30);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: subject(wanted.commonName ?? names[0] ?? 'nobody', wanted.organization ?? []),
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm,
    // Before the end even when the end is past, so that "expired" is the only thing wrong with it.
    notBefore: new Date(Math.min(daysFromNow(-1).getTime(), notAfter.getTime() - dayMs)),
    notAfter,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.ExtendedKeyUsageExtension([
        usage === 'server' ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth,
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ...(names.length > 0 ? [alternativeNames(names)] : []),
    ],
  });
  return {key: await privateKeyPem(keys), certificate: certificate.toString('pem')};
}

const dayMs = 86_400_000;
const daysFromNow = (days: number) => new Date(Date.now() + days * dayMs);

function alternativeNames(names: readonly string[]): x509.SubjectAlternativeNameExtension {
  return new x509.SubjectAlternativeNameExtension(
    names.map((name) => ({type: /^[\d.]+$|:/.test(name) ? 'ip' : 'dns', value: name})),
  );
}

function subject(commonName: string, organization: readonly string[]): x509.JsonName {
  return [...organization.map((group) => ({O: [group]})), {CN: [commonName]}];
}

function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  // A leading byte of 01 keeps the number positive and of constant length, as strict parsers want it.
  return `01${Buffer.from(bytes).toString('hex')}`;
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
}

async function privateKeyPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
}

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
