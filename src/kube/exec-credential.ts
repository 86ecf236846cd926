import {X509Certificate} from 'node:crypto';
import {parse} from 'yaml';
import * as z from 'zod';
import {isToken} from './identity.ts';
import {pairFault} from './kubeconfig-files.ts';
import type {PluginCredential} from './login-runner.ts';

/**
 * Reads the ExecCredential a plugin printed. The reasons never quote the output, which may hold half a token.
 * Rules: client-go `plugin/pkg/client/auth/exec/exec.go`.
 */
export function parseExecCredential(
  stdout: string,
  apiVersion: string,
): {readonly credential: PluginCredential} | {readonly reason: string} {
  if (stdout.trim() === '') return {reason: 'printed nothing'};
  const parsed = schema.safeParse(parseAny(stdout));
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.');
    return {reason: `printed something that is not an ExecCredential${field ? ` (${field})` : ''}`};
  }
  const {apiVersion: found, status} = parsed.data;
  if (found !== apiVersion) {
    return {reason: `answered in ${versionName(found)} where the kubeconfig asks for ${apiVersion}`};
  }
  const token = status?.token || undefined;
  const certificate = status?.clientCertificateData || undefined;
  const key = status?.clientKeyData || undefined;
  if (token === undefined && certificate === undefined && key === undefined) {
    return {reason: 'gave neither a token nor a certificate'};
  }
  if ((certificate === undefined) !== (key === undefined)) {
    return {reason: 'gave only one of certificate and key'};
  }
  if (token !== undefined && !isToken(token)) {
    return {reason: 'gave a token with characters that no token has'};
  }
  const fault = certificate !== undefined && key !== undefined ? pairFault(certificate, key) : undefined;
  if (fault !== undefined) return {reason: `gave a certificate that cannot be used: ${fault}`};
  const timestamp = status?.expirationTimestamp ?? undefined;
  const named = timestamp === undefined ? Infinity : Date.parse(timestamp);
  if (Number.isNaN(named)) return {reason: 'gave an expirationTimestamp that is not a date'};
  // A certificate ends by itself, whether the plugin says so or not.
  const end = certificate === undefined ? Infinity : new X509Certificate(certificate).validToDate.getTime();
  const expires = Math.min(named, end);
  return {
    credential: {
      ...(token !== undefined ? {token} : {}),
      ...(certificate !== undefined && key !== undefined ? {certificate, key} : {}),
      ...(Number.isFinite(expires) ? {expires} : {}),
    },
  };
}

const schema = z.object({
  kind: z.literal('ExecCredential'),
  apiVersion: z.string(),
  status: z
    .object({
      token: z.string().nullish(),
      clientCertificateData: z.string().nullish(),
      clientKeyData: z.string().nullish(),
      expirationTimestamp: z.string().nullish(),
    })
    .nullish(),
});

/** Nearly all print JSON; kubectl also takes YAML. */
function parseAny(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return parse(text, {logLevel: 'silent', maxAliasCount: 10});
    } catch {
      return undefined;
    }
  }
}

/** It is the plugin's word and goes to a screen. */
function versionName(version: string): string {
  return /^[\w./-]{1,60}$/.test(version) ? version : 'another version';
}
