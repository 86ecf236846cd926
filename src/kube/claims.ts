import {X509Certificate} from 'node:crypto';
import {sanitise} from '../text/index.ts';
import type {ContextEntry} from './context.ts';
import {isSecure} from './identity.ts';
import {jwtClaims} from './jwt.ts';
import type {PluginCredential} from './login-runner.ts';
import {readRegularText} from './regular-file.ts';

/** What a credential says of itself; nobody has verified it. */
export interface Claims {
  /** For a person, sanitised. */
  readonly subject?: string;
  /** ms. */
  readonly expires?: number;
}

/** Of what stands in the kubeconfig or in the certificate it names. A token file is not read: it may be another soon. */
export async function fixedClaims(entry: ContextEntry): Promise<Claims> {
  const {token, username, certificateData, certificateFile} = entry.user;
  if (!isSecure(entry)) return {};
  const certificate =
    certificateData ??
    (certificateFile === undefined
      ? undefined
      : await readRegularText(certificateFile).catch(() => undefined));
  const claims = claimsOf({
    ...(token !== undefined ? {token} : {}),
    ...(certificate !== undefined ? {certificate} : {}),
  });
  return username === undefined ? claims : {...claims, subject: sanitise(username)};
}

/** Of a token and a certificate; the sooner end counts, and as for the server the token names the person. */
export function claimsOf({token, certificate, expires}: PluginCredential): Claims {
  const all = [
    token === undefined ? {} : ofToken(token),
    certificate === undefined ? {} : ofCertificate(certificate),
  ];
  const subject = all.find((claims) => claims.subject !== undefined)?.subject;
  const end = Math.min(expires ?? Infinity, ...all.map((claims) => claims.expires ?? Infinity));
  return {
    ...(subject !== undefined ? {subject: sanitise(subject)} : {}),
    ...(Number.isFinite(end) ? {expires: end} : {}),
  };
}

/** Names by which identity providers call a person, the most telling first; `sub` is often a number. */
const subjectClaims = ['email', 'preferred_username', 'upn', 'unique_name', 'sub'];

function ofToken(token: string): Claims {
  const claims = jwtClaims(token);
  const {exp} = claims;
  const subject = subjectClaims
    .map((name) => claims[name])
    .find((value) => typeof value === 'string' && value !== '');
  return {
    ...(typeof subject === 'string' ? {subject} : {}),
    ...(typeof exp === 'number' ? {expires: exp * 1000} : {}),
  };
}

function ofCertificate(pem: string): Claims {
  try {
    const {subject, validToDate} = new X509Certificate(pem);
    const name = /^CN=(.+)$/m.exec(subject)?.[1];
    return {...(name !== undefined ? {subject: name} : {}), expires: validToDate.getTime()};
  } catch {
    return {};
  }
}
