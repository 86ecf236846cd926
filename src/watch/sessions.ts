import {contextRuleOf} from '../config/index.ts';
import type {ClusterRow} from '../fleet/index.ts';
import type {BaseRecord, Kind} from '../kinds/index.ts';
import type {ContextEntry, Kubeconfig} from '../kube/index.ts';
import type {Broker} from './broker/broker.ts';
import {namespacesOf} from './contexts.ts';
import {Gate} from './gate.ts';
import type {WatchOptions} from './options.ts';
import type {Parts} from './parts.ts';
import {Permits} from './permits.ts';
import {Session} from './session.ts';
import {kindsOn, type Sharing, sharingOf} from './sharing.ts';
import {Wishes} from './wishes.ts';

export interface SessionsOptions {
  readonly watch: WatchOptions;
  readonly parts: Parts;
  readonly broker: Broker;
  /** Ends what is wished for; sessions end with `close`. */
  readonly signal: AbortSignal;
  /** The state of a session or of one of its kinds, or what is wanted of it, has changed. */
  onChange(): void;
}

/** More at once would make the slowest of them miss their limits on a small machine. */
const connectingAtOnce = 16;

/** The sessions of all contexts, each following what is wanted of it while wishes and shared clusters change. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #wishes: Wishes;
  readonly #gate = new Gate(connectingAtOnce);
  readonly #sessions = new Map<string, Session>();
  readonly #permits: Permits;
  #sharing: Sharing = new Map();

  constructor(options: SessionsOptions) {
    this.#options = options;
    const {signal} = options;
    const {clock, feed, settings, isReadOnly, lingerMinutes = 5} = options.watch;
    this.#permits = new Permits(isReadOnly || settings.isReadOnly);
    this.#wishes = new Wishes({
      clock,
      signal,
      lingerMilliseconds: lingerMinutes * 60_000,
      onChange: () => this.#follow(),
    });
    const unsubscribe = feed.store.subscribe(({clusters}, previous) => {
      if (clusters !== previous.clusters) this.#share(clusters);
    });
    signal.addEventListener('abort', unsubscribe, {once: true});
  }

  get byContext(): ReadonlyMap<string, Session> {
    return this.#sessions;
  }

  of(context: string): Session | undefined {
    return this.#sessions.get(context);
  }

  /** See `Watch.want`. */
  want(kinds: readonly Kind<BaseRecord>[], contexts: readonly string[] | undefined): Disposable {
    return this.#wishes.add(kinds, contexts);
  }

  /** See `Watch.permitWrites`. */
  permitWrites(contexts: readonly string[]): Disposable | undefined {
    return this.#permits.give(contexts);
  }

  /** In place of the one that this context had, if any. It is neither started nor parked yet. */
  open(entry: ContextEntry, kubeconfig: Kubeconfig): void {
    this.close(entry.name);
    const {watch, parts, broker} = this.#options;
    const {settings, environment, feed, clock} = watch;
    const session = new Session({
      entry,
      credentials: broker.credentialsFor(entry),
      group: broker.groupOf(entry)?.id,
      namespaces: namespacesOf(entry, kubeconfig, settings, watch.namespace),
      http1: contextRuleOf(entry.name, settings)?.http1 ?? false,
      isReadOnly: () => !this.#permits.isGiven(entry.name),
      environment,
      parts,
      feed,
      clock,
      gate: this.#gate,
      kinds: () => kindsOn(entry.name, this.#wishes, this.#sharing, this.#sessions),
      onChange: () => this.#changed(entry.name),
    });
    this.#sessions.set(entry.name, session);
  }

  close(context: string): void {
    void this.#sessions.get(context)?.close();
    this.#sessions.delete(context);
  }

  /** Resolves when the sockets of all are closed. */
  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.#sessions.values()].map((session) => session.close()));
  }

  #follow(): void {
    for (const session of this.#sessions.values()) session.follow();
    this.#options.onChange();
  }

  #share(clusters: readonly ClusterRow[]): void {
    const before = this.#sharing;
    this.#sharing = sharingOf(clusters);
    for (const context of new Set([...before.keys(), ...this.#sharing.keys()])) {
      if (before.get(context) !== this.#sharing.get(context)) this.#sessions.get(context)?.follow();
    }
    // Who reads less now may have nothing left to wait for.
    if (this.#sharing.size > 0) this.#options.onChange();
  }

  /** The state of this context, or of a kind on it, is another: those that read on until it has read may be done. */
  #changed(context: string): void {
    for (const [other, preferred] of this.#sharing) {
      if (preferred === context && other !== context) this.#sessions.get(other)?.follow();
    }
    this.#options.onChange();
  }
}
