/** What the command line asked for, once it has been understood. */
export type Invocation =
  | {readonly type: 'get'; readonly get: GetRequest; readonly fleet: FleetOptions}
  /** The live grid. */
  | {readonly type: 'screen'; readonly fleet: FleetOptions}
  | {readonly type: 'doctor'; readonly output: DoctorOutput; readonly fleet: FleetOptions}
  | {readonly type: 'demo'; readonly demo: DemoRequest; readonly fleet: FleetOptions}
  | {readonly type: 'keys'; readonly output: KeysOutput}
  /** Text for standard output, exit code 0: `--help`, `--version`. */
  | {readonly type: 'print'; readonly text: string}
  /** Text for standard error, exit code 2. */
  | {readonly type: 'refuse'; readonly text: string};

/** Which clusters, and how they may be spoken to: the same for every command. */
export interface FleetOptions {
  /** Files and folders; empty means settings, then KUBECONFIG, then `~/.kube/config`. */
  readonly kubeconfig: readonly string[];
  /** Exact context names or globs; empty means all. */
  readonly contexts: readonly string[];
  readonly groups: readonly string[];
  readonly isReadOnly: boolean;
  /** How long to wait for clusters, ms. */
  readonly timeout: number;
}

export interface DemoRequest {
  readonly seed: number;
  /** Simulated seconds per second. */
  readonly speed: number;
  /** Only serve the clusters, for kubectl and other programs: no screen. */
  readonly isServing: boolean;
}

export interface GetRequest {
  /** As typed: `pods`, `po`, `deployments.apps`, `clusters`. */
  readonly kinds: readonly string[];
  readonly namespaces: NamespaceChoice;
  readonly output: OutputFormat;
  readonly isWatching: boolean;
  /** The words after the kind, joined by spaces. */
  readonly query: string;
}

export type NamespaceChoice =
  | {readonly type: 'all'}
  | {readonly type: 'named'; readonly name: string}
  /** That of each context, as kubectl does. */
  | {readonly type: 'context'};

export const outputFormats = ['table', 'wide', 'json', 'yaml', 'csv', 'name'] as const;
export type OutputFormat = (typeof outputFormats)[number];

export const keysOutputs = ['table', 'json', 'md'] as const;
export type KeysOutput = (typeof keysOutputs)[number];

export const doctorOutputs = ['table', 'wide', 'json'] as const;
export type DoctorOutput = (typeof doctorOutputs)[number];
