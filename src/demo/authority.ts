import 'reflect-metadata';
import {webcrypto} from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** PEM. */
export interface KeyPair {
  readonly key: string;
  readonly certificate: string;
}

/** Whom a client certificate names. */
export interface Person {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface Certificates {
  /** PEM. */
  readonly authority: string;
  /** For all servers: they differ by port alone. */
  readonly serving: KeyPair;
  /** In the order they were asked for. */
  readonly clients: readonly KeyPair[];
}

/** An authority that nobody but this fleet trusts, whose key is gone when this returns, and what it signed. */
export async function makeCertificates(people: readonly Person[]): Promise<Certificates> {
  const keys = await newKeys();
  const name: JsonName = [{CN: ['flotilla-demo']}];
  const root = await X509CertificateGenerator.createSelfSigned({
    ...common(),
    name,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const identifier = await AuthorityKeyIdentifierExtension.create(root);
  const issue = async (subject: JsonName, usage: ExtendedKeyUsage): Promise<KeyPair> => {
    const own = await newKeys();
    const certificate = await X509CertificateGenerator.create({
      ...common(),
      subject,
      issuer: root.subjectName,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([usage]),
        identifier,
        ...(usage === ExtendedKeyUsage.serverAuth ? [loopback] : []),
      ],
    });
    return {key: await privateKey(own), certificate: certificate.toString('pem')};
  };
  const [serving, ...clients] = await Promise.all([
    issue([{CN: ['kube-apiserver']}], ExtendedKeyUsage.serverAuth),
    ...people.map((person) => issue(subjectOf(person), ExtendedKeyUsage.clientAuth)),
  ]);
  return {authority: root.toString('pem'), serving: serving as KeyPair, clients};
}

const loopback = new SubjectAlternativeNameExtension([
  {type: 'ip', value: '127.0.0.1'},
  {type: 'dns', value: 'localhost'},
]);

function common() {
  return {
    // A leading 01 keeps the number positive, as strict parsers want it.
    serialNumber: `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')}`,
    signingAlgorithm: {name: 'ECDSA', hash: 'SHA-256'},
    // Good for any clock a demonstration may be run by; the keys live no longer than the demonstration.
    notBefore: new Date('2000-01-01T00:00:00Z'),
    notAfter: new Date('2049-12-31T00:00:00Z'),
  };
}

/** As Kubernetes reads certificates: groups are organizations, the user is the common name. */
function subjectOf({user, groups}: Person): JsonName {
  return [...groups.map((group) => ({O: [group]})), {CN: [user]}];
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey({name: 'ECDSA', namedCurve: 'P-256'}, true, ['sign', 'verify']);
}

async function privateKey({privateKey}: webcrypto.CryptoKeyPair): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/.{64}/g, '$&\n').trim()}\n-----END PRIVATE KEY-----\n`;
}
