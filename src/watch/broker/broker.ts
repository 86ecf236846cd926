import {
  type Claims,
  type ContextEntry,
  type Credentials,
  createLoginRunner,
  type LoginGroup,
  type LoginGroupRule,
  loginGroup,
  type PluginCredential,
  readAwsSessions,
  readSsoSessionEnd,
} from '../../kube/index.ts';
import type {Clock} from '../../text/index.ts';
import type {LoginSession} from '../login-info.ts';
import type {LoginReport} from '../watch.ts';
import {createBroker} from './create-broker.ts';

/**
 * Shares logins among contexts, so that forty clusters behind one session cost one plugin run, and one failure when it
 * has ended. Contexts with fixed credentials pass through it untouched.
 */
export interface Broker {
  /** Credentials of this context; registers it with its login group. Call again when the entry has changed. */
  credentialsFor(entry: ContextEntry): Credentials;
  /** The session beneath this context; undefined where its credentials are fixed (certificate, token, file). */
  groupOf(entry: ContextEntry): LoginGroup | undefined;
  /** The kubeconfig no longer has it; a run that only it needed is ended. */
  forget(context: string): void;
  /** It asks nothing for now, so nothing is probed for it alone. Asking for its credentials again ends that. */
  park(context: string): void;
  /**
   * Tries what is known to fail of this group (id) now instead of at the next probe, and lets refused credentials be
   * fetched anew. Resolves to true when nothing of it is blocked. Never rejects.
   */
  probe(group: string): Promise<boolean>;
  /** A login that a person made gave this for the context: used from now on by all that share its token key. */
  accept(context: string, credential: PluginCredential): void;
  /** What is known of the credential of a context with a login; undefined where it was never asked for. */
  credentialOf(context: string): HeldCredential | undefined;
  /** How the session beneath a group (id) stands. */
  sessionOf(group: string): LoginSession;
  /** Tells when contexts become blocked (their session has ended) or may try again. */
  onChange(listener: (change: LoginChange) => void): Disposable;
  /** What a person should know of the credentials in use although they are good. */
  problems(): readonly string[];
  /** One per login group. */
  report(): readonly LoginReport[];
  /** Ends every plugin with its whole process group. */
  close(): Promise<void>;
}

export interface HeldCredential {
  /** Of the one in use, nothing secret; undefined before the first. */
  readonly claims: Claims | undefined;
  /** When the session beneath it ends, so that no fresh one comes without a person, ms; left out where it is not known. */
  readonly sessionEnds?: number;
  /** No fresh one can be had until its session is healed; the one in use may still be good for a while. */
  readonly isBlocked: boolean;
}

export interface LoginChange {
  readonly group: LoginGroup;
  readonly breaker: 'open' | 'closed';
  /** Open: those that have no usable credential left. Closed: those that may try again. */
  readonly contexts: readonly string[];
}

export interface OpenBrokerOptions {
  readonly clock: Clock;
  /** What plugins inherit, and where the AWS profile in force is read from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Settings' `logins`. */
  readonly rules: readonly LoginGroupRule[];
  /** Per plugin run, ms. Default 30 000. */
  readonly timeout?: number;
}

/** A broker over real plugins. Reads the AWS configuration once, for the sessions beneath profiles. */
export async function openBroker(options: OpenBrokerOptions): Promise<Broker> {
  const {clock, environment, home, rules, timeout} = options;
  const awsSessions = await readAwsSessions(environment, home);
  return createBroker({
    run: createLoginRunner({clock, environment, ...(timeout !== undefined ? {timeout} : {})}),
    groupOf: (entry) => loginGroup(entry, {rules, environment, awsSessions}),
    sessionEnd: async ({ssoSession}) =>
      ssoSession === undefined ? undefined : readSsoSessionEnd(home, ssoSession),
    clock,
  });
}
