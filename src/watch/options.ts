import type {Settings} from '../config/index.ts';
import type {ContextFacts, Feed} from '../fleet/index.ts';
import type {Kubeconfig} from '../kube/index.ts';
import type {Clock} from '../text/index.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What `openWatch` needs; everything it reads of the outside world is handed in. */
export interface WatchOptions {
  readonly kubeconfig: {
    /** Files and folders (`--kubeconfig` or settings); empty means KUBECONFIG, else `~/.kube/config`. */
    readonly paths: readonly string[];
    readonly environment: Environment;
    readonly home: string;
    /** What was just read from these paths, to save a second reading. */
    readonly loaded?: Kubeconfig;
  };
  readonly settings: Settings;
  readonly feed: Feed;
  readonly clock: Clock;
  /** For proxies (HTTPS_PROXY, NO_PROXY) and for exec plugins. */
  readonly environment: Environment;
  /** Ends everything, as `close` does. */
  readonly signal: AbortSignal;
  /** Nothing but GET and SelfSubject reviews leaves the process. `settings.isReadOnly` counts as well. */
  readonly isReadOnly: boolean;
  /** Contexts this run is about (`--context`, `--group`); others are neither described nor connected. All when left out. */
  isWanted?(facts: ContextFacts): boolean;
  /** Read as well where the whole cluster may not be listed (`--namespace`), besides those of settings and context. */
  readonly namespace?: string;
  /** Where the last known figures are kept; undefined keeps nothing on disk. See `stateFolder` of config. */
  readonly snapshotFile?: string;
  /**
   * Where a person's choice of login groups and the parked contexts are remembered, `contexts.json` of the state folder.
   * Undefined neither reads nor keeps any and holds nothing back, as for `get` and `doctor`. Otherwise, where more than
   * eight contexts would run a plugin of login groups nobody has chosen or refused yet, those start parked (`logins`).
   */
  readonly choicesFile?: string;
  /** Minutes that a kind is still watched after the last wish for it is gone. Default 5. */
  readonly lingerMinutes?: number;
}
