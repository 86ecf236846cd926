/** When this token says it expires, ms; undefined for tokens that are no JWT or do not say. */
export function tokenExpiry(token: string): number | undefined {
  const {exp} = jwtClaims(token);
  return typeof exp === 'number' ? exp * 1000 : undefined;
}

/** What a token says, unverified; nothing for tokens that are no JWT. */
export function jwtClaims(token: string): {readonly [name: string]: unknown; readonly exp?: unknown} {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return {};
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? {...claims} : {};
  } catch {
    return {};
  }
}
