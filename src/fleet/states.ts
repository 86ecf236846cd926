/**
 * The two unions everything on screen is made of. A connection says whether we can talk to a cluster at all; a watch
 * says whether one kind's figures can be believed. All times (`since`) are milliseconds since the epoch, by our clock.
 */
export type ConnectionState =
  | {readonly type: 'connecting'; readonly since: number}
  | {readonly type: 'live'; readonly since: number}
  /** One heartbeat was missed: what is shown is the last known. */
  | {readonly type: 'stale'; readonly since: number}
  | LoginState
  | UnreachableState
  /** Put aside by the person; nothing is asked of it. */
  | {readonly type: 'parked'; readonly since: number}
  /** The kubeconfig entry itself cannot be used (missing user, unreadable certificate …). */
  | {readonly type: 'broken'; readonly since: number; readonly reason: string};

/** The credentials are the trouble; the server may be well. */
export interface LoginState {
  readonly type: 'login';
  readonly since: number;
  readonly cause: LoginCause;
  /** One sentence a person can act on. */
  readonly reason: string;
  /** The login group whose session heals this context, where there is one. */
  readonly group?: string;
}

export type LoginCause =
  /** The server answered 401 although the credentials were fresh. */
  | 'refused'
  /** The session beneath the plugin has ended, or the plugin failed or asked for a person. */
  | 'session'
  /** The plugin is not installed. */
  | 'no plugin'
  /** The plugin ran into its time limit and was killed. */
  | 'plugin hung'
  /** The certificate or token in the kubeconfig is past its date. */
  | 'expired';

export interface UnreachableState {
  readonly type: 'unreachable';
  readonly since: number;
  /** The first layer that failed. */
  readonly layer: 'dns' | 'tcp' | 'tls' | 'http';
  /** HTTP status, where the layer is http and there was one. */
  readonly status?: number;
  readonly reason: string;
}

/** One kind on one cluster. */
export type WatchState =
  /** `received` objects so far, of `total` where the server told it. */
  | {readonly type: 'syncing'; readonly received: number; readonly total?: number}
  /** `namespaces` where the whole cluster may not be listed and only these could be read. */
  | {readonly type: 'synced'; readonly since: number; readonly namespaces?: readonly string[]}
  /** 403: this user may not list it. */
  | {readonly type: 'denied'; readonly reason: string}
  /** 404: the server does not know the kind. */
  | {readonly type: 'absent'}
  /** Errors other than those; what was held before is kept as last known. */
  | {readonly type: 'failing'; readonly since: number; readonly reason: string};

/** A cluster's server version; `emulated` is `1.34` where the server emulates an older minor. */
export interface Version {
  readonly git: string;
  readonly emulated?: string;
}

/** What one kind's reflector delivers, in order. `fleet` provides it, `watch` passes it to `kube`. */
export interface Sink<R> {
  /** A fresh full reading starts: what comes until `end` replaces what is held now. Held records stay readable until then. */
  begin(): void;
  upsert(record: R): void;
  remove(namespace: string, name: string): void;
  /** The reading begun is complete; from here on changes apply to it one by one. */
  end(): void;
}
