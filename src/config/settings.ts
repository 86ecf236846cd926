/** What a person or an administrator may set. Loaded by `loadSettings`; see README for the file's form. */
export interface Settings {
  /** Kubeconfig files and folders; empty means KUBECONFIG, else `~/.kube/config`. */
  readonly kubeconfig: readonly string[];
  readonly isReadOnly: boolean;
  /** First match wins. */
  readonly groups: readonly GroupRule[];
  /** First match wins; other login groups are recognised by the plugin's own arguments. */
  readonly logins: readonly LoginRule[];
  /** Per context (glob): how to talk to it. */
  readonly contexts: readonly ContextRule[];
}

/** How a person wants the screen. Nothing here changes what is watched or allowed. */
export interface ScreenSettings {
  /** A theme's name, or `auto` (see `themeName`). */
  readonly theme: string;
  readonly keymap: string;
  /** `auto`: see `glyphSet`. */
  readonly glyphs: 'unicode' | 'ascii' | 'auto';
  /** Titles of the columns to show, in order, by view (`grid`, `pods`); a view that is absent shows its own. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** Names of groups for the keys 1 to 9. */
  readonly favourites: readonly string[];
  /** The shell for one cluster and its arguments; empty means SHELL. */
  readonly shell: readonly string[];
}

export interface GroupRule {
  readonly name: string;
  readonly tier?: string;
  /** Globs; all that are given must match. */
  readonly match: {
    readonly context?: string;
    readonly server?: string;
    readonly provider?: string;
  };
}

/** Names the login group of plugins whose session cannot be told from their arguments. */
export interface LoginRule {
  readonly name: string;
  readonly match: {readonly context?: string; readonly command?: string};
  /** What the person runs to log in, with the terminal lent to it. */
  readonly command?: readonly string[];
}

export interface ContextRule {
  readonly match: string;
  /** HTTP/1.1 only, for proxies that break HTTP/2. */
  readonly http1?: boolean;
  /** Asked for one by one where a cluster-wide LIST is refused. */
  readonly namespaces?: readonly string[];
}

/** Something wrong in a settings file, at a place a person can go to. */
export interface SettingsProblem {
  readonly file: string;
  /** From 1; 0 where the file as a whole is meant. */
  readonly line: number;
  /** `groups[0].match.context`; '' where the file as a whole is meant. */
  readonly key: string;
  /** What is wrong and what was expected, without file and line. */
  readonly message: string;
  /** False for the system-wide file: that one fails closed (read-only) and the program goes on. */
  readonly isFatal: boolean;
}
