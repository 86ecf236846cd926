import type {ConnectionState} from '../fleet/index.ts';
import type {BaseRecord, Kind, Resource} from '../kinds/index.ts';

/** MANY clusters kept connected, feeding one model. Made by `openWatch`; closing it ends every socket and process. */
export interface Watch {
  /** Contexts of the kubeconfig, in its order, also the broken ones. */
  readonly contexts: readonly string[];
  /** The current context of the kubeconfig. */
  readonly currentContext: string | undefined;
  /** File-level problems of the kubeconfig, `/path:line: reason`. */
  readonly problems: readonly string[];
  /** The namespace its kubeconfig entry names, else `default`. */
  namespaceOf(context: string): string;
  /**
   * Keeps reflectors for these kinds running on these contexts (all when left out) until disposed. Several wishes for
   * one kind share a reflector; the last one gone closes it after `lingerMinutes`. Of contexts that lead to one cluster
   * and are all to be read, only that which its row goes by (`ClusterRow.contexts[0]`) is.
   */
  want(kinds: readonly Kind<BaseRecord>[], contexts?: readonly string[]): Disposable;
  /**
   * Resolves when every wanted kind of these contexts is settled: synced, denied, absent, failing, or not reachable;
   * also when the signal aborts.
   */
  settled(signal: AbortSignal, contexts?: readonly string[]): Promise<void>;
  /**
   * What `name` (plural, singular, short name, kind; also `name.group`, `name.version.group`, `group/version/name`) means
   * on this context, from its discovery once it is connected. Undefined where it is not offered or cannot be asked.
   */
  resolve(context: string, name: string, signal: AbortSignal): Promise<Resource | undefined>;
  park(context: string): void;
  unpark(context: string): void;
  /** Drops its sockets and backoffs and reads everything anew; also probes its login group. */
  reconnect(context: string): void;
  report(): WatchReport;
  close(): Promise<void>;
}

/** Figures for `flotilla doctor`. */
export interface WatchReport {
  readonly contexts: readonly ContextReport[];
  readonly logins: readonly LoginReport[];
}

export interface ContextReport {
  readonly context: string;
  readonly server: string;
  /** Of this context itself, whichever of its contexts the row goes by; left out where its entry is broken. */
  readonly connection?: ConnectionState;
  /** ms of the last `GET /version`, with the handshake where a socket had to be made. */
  readonly roundTrip?: number;
  readonly socketsOpen: number;
  readonly socketsMade: number;
  readonly requests: number;
  readonly bytesReceived: number;
  readonly bytesDecoded: number;
  readonly retries: number;
  /** Per kind (`kindId`): objects held. */
  readonly objects: Readonly<Record<string, number>>;
}

export interface LoginReport {
  readonly group: string;
  readonly contexts: readonly string[];
  /** `open` = the session has ended; probed again at `nextProbe` (ms). */
  readonly breaker: 'closed' | 'open';
  readonly nextProbe?: number;
  /** Plugin runs so far. */
  readonly runs: number;
  /** Earliest expiry of a cached credential, ms. */
  readonly expires?: number;
  readonly reason?: string;
}
