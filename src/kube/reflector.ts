import type {Clock} from '../text/index.ts';
import type {Connection} from './connection.ts';
import type {KubeError} from './errors.ts';

/** Where a resource lives: what is needed to build its path. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** How one kind is read: `kinds/` has one per kind, this room only knows this much of it. */
export interface Projection<R> {
  readonly resource: ResourcePath;
  readonly protobuf?: {
    readonly message: string;
    readonly descriptor: {readonly nested: Readonly<Record<string, unknown>>};
  };
  readonly isTable?: true;
  project(object: unknown): R;
}

/** Where the records go; see `fleet` for the meaning of each call. */
export interface RecordSink<R> {
  begin(): void;
  upsert(record: R): void;
  remove(namespace: string, name: string): void;
  end(): void;
}

/** What a reflector is doing; it never stops by itself, and errors are states. */
export type ReflectorState =
  | {readonly type: 'syncing'; readonly received: number; readonly total?: number}
  | {readonly type: 'synced'}
  | {readonly type: 'denied'; readonly error: KubeError}
  | {readonly type: 'absent'; readonly error: KubeError}
  | {readonly type: 'failing'; readonly error: KubeError};

export interface ReflectorOptions<R> {
  readonly connection: Connection;
  readonly projection: Projection<R>;
  readonly sink: RecordSink<R>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Asked one by one where the cluster-wide LIST is refused (403). */
  readonly namespaces: readonly string[];
  onState(state: ReflectorState): void;
}
