import {createHash, createPrivateKey, X509Certificate} from 'node:crypto';
import {dirname, resolve} from 'node:path';
import {describeFileError, readRegularText} from './regular-file.ts';

/** Reads the files that entries name, each once per loading, however many contexts share it. */
export interface NamedFiles {
  /** Its text, or why it cannot be had. */
  read(path: string): Promise<{readonly text: string} | {readonly reason: string}>;
  /** Those asked for so far, also the ones that cannot be read. */
  paths(): readonly string[];
}

export function openNamedFiles(): NamedFiles {
  const seen = new Map<string, ReturnType<NamedFiles['read']>>();
  return {
    read(path) {
      const known = seen.get(path);
      if (known !== undefined) return known;
      const reading = readRegularText(path).then(
        (text) => ({text}),
        (error: unknown) => ({reason: describeFileError(error)}),
      );
      seen.set(path, reading);
      return reading;
    },
    paths: () => [...seen.keys()].sort(),
  };
}

/** Why this cannot be a certificate bundle; undefined when it can. */
export function certificateFault(pem: string): string | undefined {
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) return 'holds no PEM certificate';
  try {
    new X509Certificate(pem);
    return undefined;
  } catch {
    return 'holds a certificate that cannot be read';
  }
}

/** Why this pair cannot be used as a client certificate; undefined when it can. */
export function pairFault(certificate: string, key: string): string | undefined {
  const fault = certificateFault(certificate);
  if (fault !== undefined) return `client certificate ${fault}`;
  if (/ENCRYPTED/.test(key)) {
    return 'client key is encrypted: kubectl and flotilla need it in the clear (openssl pkey -in KEY -out KEY.clear)';
  }
  try {
    const isPair = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
    return isPair ? undefined : 'client key does not belong to the client certificate';
  } catch {
    return 'client key holds no private key that can be read';
  }
}

/** Changes when the content of any of the files changes; undefined when there are none. */
export function revisionOf(texts: readonly string[]): string | undefined {
  if (texts.length === 0) return undefined;
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
}

/** `path` against the folder of the file that names it. `~` is a name like any other, as for kubectl. */
export function resolveFrom(file: string, path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(dirname(file), path);
}
