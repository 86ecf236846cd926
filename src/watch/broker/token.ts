import {
  type Claims,
  type ContextEntry,
  claimsOf,
  type Identity,
  identityOf,
  type LoginGroup,
  type PluginCredential,
} from '../../kube/index.ts';

/** One token key: the contexts for which one run of a plugin gives the same credential. */
export interface Token {
  readonly key: string;
  readonly group: LoginGroup;
  /** The plugin's command, where it is one. */
  readonly command: string | undefined;
  /** By context. */
  readonly entries: Map<string, ContextEntry>;
  cached?: CachedCredential | undefined;
  flight?: Flight | undefined;
  /** When its last run failed, in runs of the broker; cleared by a success. */
  failedAt?: number | undefined;
  /** When it was last fetched anew because a server refused it, ms. */
  renewedAt?: number | undefined;
}

/** A run that is waiting for its turn or under way. */
export interface Flight {
  readonly done: Promise<CachedCredential>;
  readonly isProbe: boolean;
  isRunning: boolean;
  /** How long it ran before it failed, ms. */
  took: number;
  /** Ends it: out of the queue, or with its processes. */
  cancel(error: Error): void;
  /** Ends it likewise; who waits for it is given this. */
  supply(cached: CachedCredential): void;
}

/** One answer of a plugin and the identities made from it. */
export interface CachedCredential {
  readonly credential: PluginCredential;
  readonly claims: Claims;
  /** When it was given, ms. */
  readonly since: number;
  /** ms; Infinity where the plugin named no end. */
  readonly usableUntil: number;
  /** From here on it is fetched anew in the background. */
  readonly refreshAt: number;
  /** By entry, not by name: one that was edited is another, with nothing left of what it said before. */
  readonly identities: WeakMap<ContextEntry, Identity>;
}

/** Some plugins answer from a cache of their own, already past its date; the server is to judge, not a loop of runs. */
const shortestUse = 30_000;

/** Fetched anew a minute before the end; short-lived ones at four fifths of their life. */
const earliness = 60_000;

export function cache(credential: PluginCredential, now: number): CachedCredential {
  const usableUntil =
    credential.expires === undefined ? Infinity : Math.max(credential.expires, now + shortestUse);
  const refreshAt = Math.max(usableUntil - earliness, now + 0.8 * (usableUntil - now));
  const claims = claimsOf(credential);
  return {credential, claims, since: now, usableUntil, refreshAt, identities: new WeakMap()};
}

export function isUsable(cached: CachedCredential | undefined, now: number): cached is CachedCredential {
  return cached !== undefined && now < cached.usableUntil;
}

/** Always the same object for one entry and answer, so that a refusal can be matched to what was refused. */
export function identityFrom(cached: CachedCredential, entry: ContextEntry): Identity {
  const known = cached.identities.get(entry);
  if (known !== undefined) return known;
  const identity = identityOf(entry, cached.credential);
  cached.identities.set(entry, identity);
  return identity;
}
