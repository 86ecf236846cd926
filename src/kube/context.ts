/** A kubeconfig after merging: one item per context, usable or not, in the order kubectl would list them. */
export interface Kubeconfig {
  readonly contexts: readonly KubeconfigContext[];
  readonly currentContext?: string;
  /** Every file that was looked at, absolute. */
  readonly files: readonly string[];
  /** Certificate and key files that entries name, absolute; a change of one changes the `revision` of its contexts. */
  readonly namedFiles?: readonly string[];
  /** What is wrong with whole files: `/path:line: reason`. The contexts of other files are unaffected. */
  readonly problems: readonly string[];
  /** Names of contexts that no file names at present, as they were last read; left out where there are none. */
  readonly held?: readonly string[];
}

export type KubeconfigContext =
  | {readonly type: 'usable'; readonly name: string; readonly entry: ContextEntry}
  /** Cannot be used; `reason` says why and what to mend. One error row, nothing else suffers. */
  | {readonly type: 'broken'; readonly name: string; readonly file: string; readonly reason: string};

export interface ContextEntry {
  readonly name: string;
  /** The file that defines the context, absolute. */
  readonly file: string;
  /** Other files, in which its cluster or user is defined; left out where there are none. */
  readonly otherFiles?: readonly string[];
  readonly namespace?: string;
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  /** Changes with the content of the certificate and key files it names; left out where it names none. */
  readonly revision?: string;
}

/** File names are absolute here, resolved against the folder of the file that named them. */
export interface ClusterEntry {
  readonly name: string;
  /** With its base path, without a trailing slash. */
  readonly server: string;
  readonly caFile?: string;
  /** PEM. */
  readonly caData?: string;
  readonly tlsServerName?: string;
  readonly skipTlsVerify: boolean;
  readonly proxyUrl?: string;
  readonly disableCompression: boolean;
  /** The exec extension (`client.authentication.k8s.io/exec`), passed to plugins. */
  readonly execConfig?: unknown;
}

export interface UserEntry {
  readonly name: string;
  /** The file that defines it, absolute: told where it has an auth-provider, whose fresh tokens are written there. */
  readonly file?: string;
  readonly certificateFile?: string;
  readonly certificateData?: string;
  readonly keyFile?: string;
  readonly keyData?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly impersonate?: Impersonation;
  readonly exec?: ExecEntry;
  readonly authProvider?: {readonly name: string; readonly config: Readonly<Record<string, string>>};
}

export interface Impersonation {
  readonly user: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** An exec credential plugin, as the kubeconfig spells it; `command` is resolved when it holds a slash. */
export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly {readonly name: string; readonly value: string}[];
  readonly installHint?: string;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
}
