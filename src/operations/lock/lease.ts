import {createHash} from 'node:crypto';
import type {Clock} from '../../text/index.ts';
import type {Body, Change, Creation} from '../plan/plan.ts';
import {valueAt} from '../plan/pointer.ts';
import {requestOf} from '../plan/writing.ts';
import {type Reach, type Reply, readLive, statusReasons} from '../reach.ts';

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
  /** `epoch` counts who held it: one that was paused and wakes up has an older one. */
  | {readonly type: 'taken'; readonly epoch: number; release(): Promise<void>}
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
  const path = leasePath(options.scope);
  const forbidden = await ensureNamespace(options);
  if (forbidden) return forbidden;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const live = await readLive(reach, context, path, uncut);
    if (live.type === 'unknown') return {type: 'unknown', reason: live.reason, isForbidden: false};
    const held = heldBy(live.object, clock.now());
    if (held && held.holder !== options.holder && !(held.isExpired && options.isTakeOver)) return held;
    const epoch = Number(valueAt(live.object, '/spec/leaseTransitions') ?? 0) + 1;
    const reply = await take(options, path, live.object, epoch);
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

function take({clock, scope, holder, ...to}: LeaseOptions, path: string, live: unknown, epoch: number) {
  const now = microTime(clock);
  const object = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: path.slice(path.lastIndexOf('/') + 1),
      namespace: lockNamespace,
      annotations: {'flotilla.dev/scope': scope},
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: duration,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: epoch,
    },
  };
  return live === undefined ? send(to, {type: 'create', path, object}) : change(to, path, object, live);
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
      const reply = await change({reach, context}, path, {spec: {renewTime: microTime(clock)}}, live.object);
      if (reply.type === 'answered' && reply.status < 300) lastRenewed = clock.now();
    }
    if (ending.signal.aborted || clock.now() - lastRenewed < duration * 1_000) return;
    ending.abort();
    onLost(`the lease could not be renewed for ${duration} s`);
  });
  return async () => {
    if (ending.signal.aborted) return;
    ending.abort();
    const live = await readLive(reach, context, path, uncut);
    if (live.type !== 'known' || !isOurs(live.object, holder, epoch)) return;
    await change({reach, context}, path, {spec: {holderIdentity: null}}, live.object);
  };
}

function isOurs(lease: unknown, holder: string, epoch: number): boolean {
  return (
    valueAt(lease, '/spec/holderIdentity') === holder && valueAt(lease, '/spec/leaseTransitions') === epoch
  );
}

type To = Pick<LeaseOptions, 'reach' | 'context'>;

/** Of the lease as it was read: refused where somebody has written it since. */
function change(to: To, path: string, patch: Body, live: unknown): Promise<Reply> {
  return send(to, {type: 'change', path, patch}, live);
}

function send({reach, context}: To, write: Creation | Change, live?: unknown): Promise<Reply> {
  const body = write.type === 'create' ? write.object : write.patch;
  const request = requestOf(write, body, {fieldValidation: 'Strict', isDryRun: false, live});
  return reach.ask(context, request, uncut);
}

/** A lease that is half taken helps nobody; `Reach` has its own limits. */
const uncut = new AbortController().signal;

/** As leases have it: to the microsecond. */
function microTime(clock: Clock): string {
  return new Date(clock.now()).toISOString().replace('Z', '000Z');
}

async function ensureNamespace(to: To): Promise<Extract<Taken, {type: 'unknown'}> | undefined> {
  const path = `/api/v1/namespaces/${lockNamespace}`;
  const object = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: lockNamespace}};
  const reply = await send(to, {type: 'create', path, object});
  if (reply.type === 'lost') return {type: 'unknown', reason: reply.reason, isForbidden: false};
  if (reply.status < 300 || reply.status === 409) return undefined;
  // Who may not make it may still write in it, where somebody made it before.
  if (reply.status === 403) {
    const live = await readLive(to.reach, to.context, path, uncut);
    if (live.type === 'known' && live.object !== undefined) return undefined;
  }
  return refusal(reply.status, reply.body);
}

function refusal(status: number, body: unknown): Extract<Taken, {type: 'unknown'}> {
  return {type: 'unknown', reason: statusReasons(status, body).join('; '), isForbidden: status === 403};
}
