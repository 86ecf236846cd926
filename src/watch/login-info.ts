import type {LoginOrigin} from '../kube/index.ts';
import type {Environment} from './options.ts';

/** A session beneath the credentials of many contexts: one login heals them all. */
export interface LoginInfo {
  /** Stable and unique: `aws:sso:corp`. */
  readonly id: string;
  /** For a person: `AWS SSO corp`. */
  readonly name: string;
  /** The same in a cell of the grid: `aws-corp`. */
  readonly short: string;
  /** All contexts behind it, parked or not. */
  readonly contexts: readonly string[];
  /** Those put aside until a person chooses the group, or because it was refused. */
  readonly held: readonly string[];
  /** Whether a program has to run for it; choices are made among these. */
  readonly needsPlugin: boolean;
  /** What a person has chosen; undefined = nobody has. */
  readonly isChosen: boolean | undefined;
  readonly session: LoginSession;
  /** Earliest end of a credential in use, or of the session beneath where that is known, ms. */
  readonly expires?: number;
  /** The words of its login command, of the first context behind it. */
  readonly command?: readonly string[];
}

export type LoginSession =
  /** Nothing was fetched yet: held, parked, or waiting for its turn. */
  | {readonly type: 'unknown'}
  | {readonly type: 'good'}
  /** The next probe is at `nextProbe`, ms. */
  | {readonly type: 'ended'; readonly nextProbe: number; readonly reason: string};

/** How one context introduces itself. */
export interface ContextLogin {
  readonly context: string;
  readonly origin: LoginOrigin;
  /** Name of the user entry in the kubeconfig. */
  readonly user: string;
  /** Whom the credentials name (certificate's CN, claims of a JWT, user name), sanitised; no proof of who it is. */
  readonly subject?: string;
  /** User to act as (`as` in the kubeconfig). */
  readonly impersonates?: string;
  /** Where its credentials come from a session that can end. */
  readonly group?: {readonly id: string; readonly name: string; readonly short: string};
  /** When the credential in use ends, or the session beneath it where that is known, ms. */
  readonly expires?: number;
  /** A fresh one is fetched before that without a person. */
  readonly isRenewed: boolean;
}

export interface LoginCommand {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** The whole environment to run it in; nothing is inherited besides. */
  readonly environment: Environment;
  /**
   * It is the credential plugin itself: standard input and error are the terminal's, standard output is piped and given
   * to `healLogin`, for it is the credential: neither shown nor logged. Other commands inherit everything.
   */
  readonly isPlugin: boolean;
}

export type LoginOutcome =
  | {readonly type: 'healed'}
  /** `reason` is a sentence for a person, without anything secret. */
  | {readonly type: 'failed'; readonly reason: string};
