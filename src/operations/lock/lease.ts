import {createHash} from 'node:crypto';
import type {Clock} from '../../text/index.ts';
import {valueAt} from '../plan/pointer.ts';
import {fieldManager} from '../plan/writing.ts';
import {type Reach, readLive, statusReasons} from '../reach.ts';

export interface LeaseOptions {
  readonly reach: Reach;
  readonly clock: Clock;
  /** Where the lease lies: the hub, or the target. */
  readonly context: string;
  /** What must not be changed by two at once: `join paris`. */
  readonly scope: string;
  /** `ann@bastion/p-7f3a91`. */
  readonly holder: string;
  /** Takes what another let run out; a person has seen whose it was. */
  readonly isTakeOver?: boolean;
  /** It is ours no more, as a sentence: nothing more may be started. */
  onLost(reason: string): void;
}

export type Taken =
  | {
      readonly type: 'taken' /** Counts who held it: one that is paused and wakes up has an older one. */;
      readonly epoch: number;
      release(): Promise<void>;
    }
  /** Somebody else is at it. `isExpired`: they have not renewed it in its time. */
  | {readonly type: 'held'; readonly holder: string; readonly since: string; readonly isExpired: boolean}
  /** It cannot be known who is at it. `isForbidden`: we may not keep leases there. */
  | {readonly type: 'unknown'; readonly reason: string; readonly isForbidden: boolean};

export const lockNamespace = 'flotilla-system';
/** s without a renewal after which it may be taken over, and how often it is renewed, as client-go's leader election. */
const duration = 30;
const renewEvery = 10_000;
/** Others may write it between our look and our call. */
const mostTries = 4;

/**
 * Takes the lease for a scope, so that two operators do not run one plan, and renews it until it is released. The lease of
 * somebody else is never taken silently.
 */
export async function takeLease(options: LeaseOptions): Promise<Taken> {
  const {reach, context, clock} = options;
  const {signal} = new AbortController();
  const path = leasePath(options.scope);
  const forbidden = await ensureNamespace(reach, context, signal);
  if (forbidden) return forbidden;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const live = await readLive(reach, context, path, signal);
    if (live.type === 'unknown') return {type: 'unknown', reason: live.reason, isForbidden: false};
    const held = heldBy(live.object, clock.now());
    if (held && held.holder !== options.holder && !(held.isExpired && options.isTakeOver)) return held;
    const epoch = Number(valueAt(live.object, '/spec/leaseTransitions') ?? 0) + 1;
    const reply = await write(options, path, live.object, epoch);
    if (reply.type === 'lost') return {type: 'unknown', reason: reply.reason, isForbidden: false};
    if (reply.status < 300) return {type: 'taken', epoch, release: keep(options, path, epoch)};
    if (reply.status !== 409) return refusal(reply.status, reply.body);
  }
  return {type: 'unknown', reason: 'others keep writing the lease', isForbidden: false};
}

/** The name says nothing to people; its annotation does. */
export function leasePath(scope: string): string {
  const name = `flotilla-${createHash('sha1').update(scope).digest('hex').slice(0, 12)}`;
  return `/apis/coordination.k8s.io/v1/namespaces/${lockNamespace}/leases/${name}`;
}

function heldBy(lease: unknown, now: number): Extract<Taken, {type: 'held'}> | undefined {
  const holder = valueAt(lease, '/spec/holderIdentity');
  if (typeof holder !== 'string' || holder === '') return undefined;
  const renewed = Date.parse(String(valueAt(lease, '/spec/renewTime') ?? ''));
  const seconds = Number(valueAt(lease, '/spec/leaseDurationSeconds') ?? duration);
  return {
    type: 'held',
    holder,
    since: String(valueAt(lease, '/spec/acquireTime') ?? '?'),
    isExpired: !(renewed + seconds * 1_000 > now),
  };
}

function write(
  {reach, clock, context, scope, holder}: LeaseOptions,
  path: string,
  live: unknown,
  epoch: number,
) {
  const now = new Date(clock.now()).toISOString().replace('Z', '000Z');
  const resourceVersion = valueAt(live, '/metadata/resourceVersion');
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: path.slice(path.lastIndexOf('/') + 1),
      namespace: lockNamespace,
      annotations: {'flotilla.dev/scope': scope},
      ...(resourceVersion !== undefined && {resourceVersion}),
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: duration,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: epoch,
    },
  };
  const query = {fieldManager};
  const {signal} = new AbortController();
  if (live === undefined) {
    return reach.ask(
      context,
      {verb: 'POST', path: path.slice(0, path.lastIndexOf('/')), query, body: lease},
      signal,
    );
  }
  return patch(reach, context, path, lease);
}

/** Renews it until the function that it gives is called. */
function keep(
  {reach, clock, context, holder, onLost}: LeaseOptions,
  path: string,
  epoch: number,
): () => Promise<void> {
  const ending = new AbortController();
  let lastRenewed = clock.now();
  clock.every(renewEvery, ending.signal, async () => {
    const live = await readLive(reach, context, path, ending.signal);
    if (ending.signal.aborted) return;
    if (live.type === 'known' && !isOurs(live.object, holder, epoch)) {
      ending.abort();
      onLost(`the lease is held by ${String(valueAt(live.object, '/spec/holderIdentity') ?? 'nobody')} now`);
      return;
    }
    if (live.type === 'known') {
      const renewTime = new Date(clock.now()).toISOString().replace('Z', '000Z');
      const resourceVersion = valueAt(live.object, '/metadata/resourceVersion');
      const reply = await patch(reach, context, path, {metadata: {resourceVersion}, spec: {renewTime}});
      if (reply.type === 'answered' && reply.status < 300) lastRenewed = clock.now();
    }
    if (ending.signal.aborted || clock.now() - lastRenewed < duration * 1_000) return;
    ending.abort();
    onLost(`the lease could not be renewed for ${duration} s`);
  });
  return async () => {
    if (ending.signal.aborted) return;
    ending.abort();
    const {signal} = new AbortController();
    const live = await readLive(reach, context, path, signal);
    if (live.type !== 'known' || !isOurs(live.object, holder, epoch)) return;
    const resourceVersion = valueAt(live.object, '/metadata/resourceVersion');
    await patch(reach, context, path, {metadata: {resourceVersion}, spec: {holderIdentity: null}});
  };
}

function isOurs(lease: unknown, holder: string, epoch: number): boolean {
  return (
    valueAt(lease, '/spec/holderIdentity') === holder && valueAt(lease, '/spec/leaseTransitions') === epoch
  );
}

function patch(reach: Reach, context: string, path: string, body: unknown) {
  const contentType = 'application/merge-patch+json';
  return reach.ask(
    context,
    {verb: 'PATCH', path, query: {fieldManager}, contentType, body},
    new AbortController().signal,
  );
}

async function ensureNamespace(
  reach: Reach,
  context: string,
  signal: AbortSignal,
): Promise<Extract<Taken, {type: 'unknown'}> | undefined> {
  const body = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: lockNamespace}};
  const reply = await reach.ask(
    context,
    {verb: 'POST', path: '/api/v1/namespaces', query: {fieldManager}, body},
    signal,
  );
  if (reply.type === 'lost') return {type: 'unknown', reason: reply.reason, isForbidden: false};
  if (reply.status < 300 || reply.status === 409) return undefined;
  // Who may not make it may still write in it, where somebody made it before.
  if (reply.status === 403) {
    const live = await readLive(reach, context, `/api/v1/namespaces/${lockNamespace}`, signal);
    if (live.type === 'known' && live.object !== undefined) return undefined;
  }
  return refusal(reply.status, reply.body);
}

function refusal(status: number, body: unknown): Extract<Taken, {type: 'unknown'}> {
  return {type: 'unknown', reason: statusReasons(status, body).join('; '), isForbidden: status === 403};
}
