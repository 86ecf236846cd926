import {isDeepStrictEqual} from 'node:util';
import type {BaseRecord, Kind, Resource} from '../kinds/index.ts';
import {
  type ContextEntry,
  isSameContext,
  type Kubeconfig,
  type KubeconfigContext,
  kubeconfigText,
} from '../kube/index.ts';
import {Aside} from './aside.ts';
import type {Broker} from './broker/broker.ts';
import type {Choices} from './choices.ts';
import {nothingReported} from './context-report.ts';
import {factsOf} from './contexts.ts';
import {endpointOf} from './endpoint.ts';
import {heal} from './heal.ts';
import type {ContextLogin, LoginCommand, LoginInfo, LoginOutcome} from './login-info.ts';
import {createLogins, type Logins} from './logins.ts';
import type {WatchOptions} from './options.ts';
import type {Parts} from './parts.ts';
import {Sessions} from './sessions.ts';
import {Waiting} from './waiting.ts';
import type {Endpoint, ObjectAnswer, RequestAnswer, Watch, WatchReport, WatchRequest} from './watch.ts';

export interface FleetWatchOptions {
  readonly watch: WatchOptions;
  readonly parts: Parts;
  readonly broker: Broker;
  readonly choices: Choices;
  /** Ends with `close`. */
  readonly ending: AbortController;
  /** Called first of all when it closes. */
  beforeClose(): Promise<void>;
}

/** A session for every context that can be used, kept in step with the kubeconfig. */
export class FleetWatch implements Watch {
  readonly #options: FleetWatchOptions;
  readonly #sessions: Sessions;
  readonly #logins: Logins;
  readonly #aside: Aside;
  readonly #waiting: Waiting;
  #kubeconfig: Kubeconfig = {contexts: [], files: [], problems: []};
  #contexts: readonly KubeconfigContext[] = [];
  #problems: readonly string[] = [];
  #closing: Promise<void> | undefined;

  constructor(options: FleetWatchOptions) {
    this.#options = options;
    const {watch, parts, broker, choices, ending} = options;
    const {clock, environment, settings} = watch;
    const {signal} = ending;
    this.#waiting = new Waiting(signal);
    this.#sessions = new Sessions({watch, parts, broker, signal, onChange: () => this.#waiting.look()});
    this.#logins = createLogins({broker, rules: settings.logins, environment});
    const isAsking = watch.choicesFile !== undefined;
    this.#aside = new Aside({choices, logins: this.#logins, isAsking});
    broker.onChange(({contexts}) => {
      for (const context of contexts) this.#sessions.of(context)?.retryLogin();
    });
    clock.every(1_000, signal, () => {
      for (const session of this.#sessions.byContext.values()) {
        session.pulse();
        this.#tellLogin(session.entry);
      }
    });
  }

  get contexts(): readonly string[] {
    return this.#contexts.map(({name}) => name);
  }

  get currentContext(): string | undefined {
    return this.#kubeconfig.currentContext;
  }

  get problems(): readonly string[] {
    const problems = [...this.#kubeconfig.problems, ...this.#options.broker.problems()];
    if (!isDeepStrictEqual(problems, this.#problems)) this.#problems = problems;
    return this.#problems;
  }

  namespaceOf(context: string): string {
    return this.#sessions.of(context)?.entry.namespace ?? 'default';
  }

  want(kinds: readonly Kind<BaseRecord>[], contexts?: readonly string[]): Disposable {
    return this.#sessions.want(kinds, contexts);
  }

  async settled(signal: AbortSignal, contexts?: readonly string[]): Promise<void> {
    const areSettled = () =>
      (contexts ?? this.contexts).every((context) => this.#sessions.of(context)?.isSettled() ?? true);
    const isSettled = () => {
      if (!areSettled()) return false;
      // Which contexts lead to one cluster may be known only now, and ask for more.
      this.#options.watch.feed.flush();
      return areSettled();
    };
    await this.#waiting.until(isSettled, signal);
  }

  async resolve(context: string, name: string, signal: AbortSignal): Promise<Resource | undefined> {
    await this.#waiting.until(() => this.#sessions.of(context)?.state.type !== 'connecting', signal);
    return this.#sessions.of(context)?.resolve(name, signal);
  }

  async readObject(
    context: string,
    resource: Resource,
    object: {readonly namespace: string; readonly name: string},
    signal: AbortSignal,
  ): Promise<ObjectAnswer> {
    const session = this.#sessions.of(context);
    if (session) return session.readObject(resource, object, signal);
    return {type: 'failed', reason: `${context} cannot be asked: its kubeconfig entry is not usable`};
  }

  async ask(context: string, request: WatchRequest, signal: AbortSignal): Promise<RequestAnswer> {
    const session = this.#sessions.of(context);
    if (session) return session.ask(request, signal);
    const reason = `${context} cannot be asked: its kubeconfig entry is not usable`;
    return {type: 'lost', reason, isSent: false};
  }

  permitWrites(contexts: readonly string[]): Disposable | undefined {
    return this.#sessions.permitWrites(contexts);
  }

  park(context: string): void {
    this.#aside.park(context);
    this.#settle(context);
  }

  unpark(context: string): void {
    this.#aside.unpark(context, this.#sessions.of(context)?.entry);
    this.#settle(context);
  }

  choose(groups: ReadonlyMap<string, boolean>): void {
    for (const context of this.#aside.choose(groups, this.#entries())) this.#settle(context);
  }

  loginOf(context: string): ContextLogin | undefined {
    const session = this.#sessions.of(context);
    return session && this.#logins.of(session.entry);
  }

  logins(): readonly LoginInfo[] {
    return this.#logins.list(this.#entries(), this.#options.choices, (context) => this.#aside.has(context));
  }

  needsLogin(context: string): boolean {
    const session = this.#sessions.of(context);
    return session !== undefined && this.#logins.pluginGroup(session.entry) !== undefined;
  }

  async loginCommand(context: string): Promise<LoginCommand | undefined> {
    const session = this.#sessions.of(context);
    return session && this.#logins.command(session.entry);
  }

  healLogin(contextOrGroup: string, printed?: string): Promise<LoginOutcome> {
    return heal({broker: this.#options.broker, sessions: this.#sessions.byContext}, contextOrGroup, printed);
  }

  async endpointOf(context: string): Promise<Endpoint | undefined> {
    const session = this.#sessions.of(context);
    return session && endpointOf(session.entry);
  }

  kubeconfigFor(context: string): string | undefined {
    // As it was read last: an OIDC session has had other tokens since it was opened.
    const read = this.#contexts.find(({name}) => name === context);
    return read?.type === 'usable' ? kubeconfigText(read.entry) : undefined;
  }

  reconnect(context: string): void {
    this.#sessions.of(context)?.reconnect();
    void this.healLogin(context);
  }

  report(): WatchReport {
    const contexts = this.#contexts.map(
      ({name}) => this.#sessions.of(name)?.report() ?? nothingReported(name),
    );
    return {contexts, logins: this.#options.broker.report()};
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /**
   * Brings the sessions in step: only contexts that came, went or changed are touched, so an edit of the file never
   * moves what a person is looking at.
   */
  apply(kubeconfig: Kubeconfig): void {
    if (this.#closing) return;
    const {watch} = this.#options;
    const facts = factsOf(kubeconfig, watch.settings).filter((each) => watch.isWanted?.(each) ?? true);
    const wanted = new Set(facts.map(({context}) => context));
    const before = new Map(this.#contexts.map((context) => [context.name, context]));
    this.#kubeconfig = kubeconfig;
    this.#contexts = kubeconfig.contexts.filter(({name}) => wanted.has(name));
    for (const name of before.keys()) if (!wanted.has(name)) this.#forget(name);
    for (const each of facts) watch.feed.describe(each);
    this.#aside.admit(this.#contexts, before);
    // The one a person most likely looks at first takes its turn first.
    const isCurrent = ({name}: KubeconfigContext) => name === kubeconfig.currentContext;
    const turns = this.#contexts.toSorted((one, other) => Number(isCurrent(other)) - Number(isCurrent(one)));
    for (const context of turns) {
      const old = before.get(context.name);
      if (!isSameContext(context, old)) this.#renew(context);
      else if (!isDeepStrictEqual(context, old)) void this.healLogin(context.name);
    }
    this.#waiting.look();
  }

  #renew(context: KubeconfigContext): void {
    const {watch, broker} = this.#options;
    if (context.type === 'broken') {
      this.#sessions.close(context.name);
      broker.forget(context.name);
      watch.feed.connection(context.name, {type: 'broken', since: watch.clock.now(), reason: context.reason});
      return;
    }
    this.#sessions.open(context.entry, this.#kubeconfig);
    this.#tellLogin(context.entry);
    void this.#logins.learn(context.entry).then(() => this.#tellLogin(context.entry));
    this.#settle(context.name);
  }

  /** Has it run, or not, as it is put aside or not. Its login is then no more asked for than its server. */
  #settle(context: string): void {
    const session = this.#sessions.of(context);
    if (!this.#aside.has(context)) {
      session?.start();
      return;
    }
    session?.park();
    this.#options.broker.park(context);
  }

  #entries(): readonly ContextEntry[] {
    return this.contexts.flatMap((context) => this.#sessions.of(context)?.entry ?? []);
  }

  /** Nothing is told of an entry that has been replaced. */
  #tellLogin(entry: ContextEntry): void {
    if (this.#sessions.of(entry.name)?.entry !== entry) return;
    this.#options.watch.feed.login(entry.name, this.#logins.row(entry));
  }

  #forget(context: string): void {
    this.#sessions.close(context);
    this.#aside.forget(context);
    this.#options.broker.forget(context);
    this.#options.watch.feed.forget(context);
  }

  async #close(): Promise<void> {
    const {beforeClose, ending, broker} = this.#options;
    await beforeClose();
    ending.abort();
    await Promise.allSettled([this.#sessions.closeAll(), broker.close()]);
  }
}
