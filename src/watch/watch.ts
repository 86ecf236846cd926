import type {ConnectionState} from '../fleet/index.ts';
import type {BaseRecord, Kind, Resource} from '../kinds/index.ts';
import type {ContextLogin, LoginCommand, LoginInfo, LoginOutcome} from './login-info.ts';

/** MANY clusters kept connected, feeding one model. Made by `openWatch`; closing it ends every socket and process. */
export interface Watch {
  /** Contexts of the kubeconfig, in its order, also the broken ones. */
  readonly contexts: readonly string[];
  /** The current context of the kubeconfig. */
  readonly currentContext: string | undefined;
  /**
   * What is wrong with the files of the kubeconfig now, `/path:line: reason`, contexts that stay although their file is
   * gone or empty, and renewed logins that cannot be kept there. The same array until that changes; empty when all is
   * mended.
   */
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
  /**
   * One object as the server has it, every field, over the sockets that are there; a Secret's data is not masked. Asks
   * what is parked or broken nothing. Never rejects.
   */
  readObject(
    context: string,
    resource: Resource,
    object: {readonly namespace: string; readonly name: string},
    signal: AbortSignal,
  ): Promise<ObjectAnswer>;
  /**
   * One request over the sockets that are there, and what the server says to it. Only where a permit is held may it change
   * anything; without one it is refused here (`lost`, not sent). Never rejects.
   */
  ask(context: string, request: WatchRequest, signal: AbortSignal): Promise<RequestAnswer>;
  /** Lets these contexts be written to until disposed. Undefined where the process is read-only: nothing unlocks that. */
  permitWrites(contexts: readonly string[]): Disposable | undefined;
  /** Puts it aside, in later runs as well where choices are kept (`choicesFile`). */
  park(context: string): void;
  unpark(context: string): void;
  /** Drops its sockets and backoffs and reads everything anew; also heals its login group. */
  reconnect(context: string): void;
  /** How this context introduces itself; undefined where its entry is broken. */
  loginOf(context: string): ContextLogin | undefined;
  /** The login groups of all contexts, put aside or not, in the kubeconfig's order. Made when asked. */
  logins(): readonly LoginInfo[];
  /** A program has to run (exec plugin, gcp command) before this context can be asked anything. */
  needsLogin(context: string): boolean;
  /**
   * A person says which login groups (`LoginInfo.id`) to connect: contexts of those that are true start, but for those
   * parked one by one; contexts of those that are false are put aside, but for those taken up one by one. Remembered
   * where choices are kept.
   */
  choose(groups: ReadonlyMap<string, boolean>): void;
  /** What a person runs to log in, the terminal lent to it; undefined where nothing is known that would help. */
  loginCommand(context: string): Promise<LoginCommand | undefined>;
  /**
   * A login command has ended: what its login group (of a context, or its `LoginInfo.id`) knows to fail is tried at
   * once, and every context of it that waits for a login asks its server again. `printed` is what the plugin itself
   * (`LoginCommand.isPlugin`) wrote to its standard output for the context: taken as its credential, never told further.
   * Resolves when it is known whether that helped. Never rejects.
   */
  healLogin(contextOrGroup: string, printed?: string): Promise<LoginOutcome>;
  /** Where this context finds its server; undefined where its entry, or a file that it names, cannot be used. */
  endpointOf(context: string): Promise<Endpoint | undefined>;
  /** The text of a kubeconfig that holds this context alone, secrets included; undefined where its entry is broken. */
  kubeconfigFor(context: string): string | undefined;
  report(): WatchReport;
  close(): Promise<void>;
}

export type ObjectAnswer =
  | {readonly type: 'object'; readonly object: unknown}
  /** `reason` is a sentence for a person; `status` of HTTP, 404 where there is no such object. */
  | {readonly type: 'failed'; readonly reason: string; readonly status?: number};

export interface Endpoint {
  /** `https://10.4.0.9:6443`, with its base path. */
  readonly server: string;
  /** Certificates that verify it, PEM in base64 as kubeconfigs hold them; left out where it is the system's. */
  readonly authority?: string;
  /** Set where the server's certificate is not verified. */
  readonly isInsecure?: boolean;
  readonly proxy?: string;
}

export interface WatchRequest {
  readonly verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute API path, without the server's base path. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Default `application/json`. */
  readonly contentType?: string;
}

export type RequestAnswer =
  | {
      readonly type: 'answered';
      /** Of HTTP, also one that says no. */
      readonly status: number;
      readonly body: unknown;
      /** Texts of its `Warning` headers. */
      readonly warnings: readonly string[];
    }
  /** `isSent`: the server may have done it. `reason` is a sentence. */
  | {readonly type: 'lost'; readonly reason: string; readonly isSent: boolean};

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
  /** Earliest expiry of a cached credential, or of the session beneath where that is known, ms. */
  readonly expires?: number;
  readonly reason?: string;
}
