import {isDeepStrictEqual} from 'node:util';
import {contextRuleOf} from '../config/index.ts';
import type {ClusterRow} from '../fleet/index.ts';
import type {BaseRecord, Kind, Resource} from '../kinds/index.ts';
import {type ContextEntry, type Kubeconfig, type KubeconfigContext, kubeconfigText} from '../kube/index.ts';
import {Aside} from './aside.ts';
import type {Broker} from './broker/broker.ts';
import type {Choices} from './choices.ts';
import {factsOf, namespacesOf} from './contexts.ts';
import {Gate} from './gate.ts';
import {heal} from './heal.ts';
import type {ContextLogin, LoginCommand, LoginInfo, LoginOutcome} from './login-info.ts';
import {createLogins, type Logins} from './logins.ts';
import type {WatchOptions} from './options.ts';
import type {Parts} from './parts.ts';
import {Session} from './session.ts';
import {kindsOn, type Sharing, sharingOf} from './sharing.ts';
import type {ObjectAnswer, Watch, WatchReport} from './watch.ts';
import {Wishes} from './wishes.ts';

/** More at once would make the slowest of them miss their limits on a small machine. */
const connectingAtOnce = 16;

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
  readonly #wishes: Wishes;
  readonly #logins: Logins;
  readonly #gate = new Gate(connectingAtOnce);
  readonly #sessions = new Map<string, Session>();
  readonly #aside: Aside;
  readonly #waiters = new Set<() => void>();
  #sharing: Sharing = new Map();
  #kubeconfig: Kubeconfig = {contexts: [], files: [], problems: []};
  #contexts: readonly KubeconfigContext[] = [];
  #closing: Promise<void> | undefined;

  constructor(options: FleetWatchOptions) {
    this.#options = options;
    const {clock, environment, settings, lingerMinutes = 5} = options.watch;
    const {signal} = options.ending;
    this.#wishes = new Wishes({
      clock,
      signal,
      lingerMilliseconds: lingerMinutes * 60_000,
      onChange: () => this.#follow(),
    });
    this.#logins = createLogins({broker: options.broker, rules: settings.logins, environment});
    this.#aside = new Aside({
      choices: options.choices,
      logins: this.#logins,
      isAsking: options.watch.choicesFile !== undefined,
    });
    options.broker.onChange(({contexts}) => {
      for (const context of contexts) this.#sessions.get(context)?.retryLogin();
    });
    clock.every(1_000, signal, () => {
      for (const session of this.#sessions.values()) {
        session.pulse();
        this.#tellLogin(session.entry);
      }
    });
    const unsubscribe = options.watch.feed.store.subscribe(({clusters}, previous) => {
      if (clusters !== previous.clusters) this.#share(clusters);
    });
    signal.addEventListener('abort', unsubscribe, {once: true});
  }

  get contexts(): readonly string[] {
    return this.#contexts.map(({name}) => name);
  }

  get currentContext(): string | undefined {
    return this.#kubeconfig.currentContext;
  }

  get problems(): readonly string[] {
    return this.#kubeconfig.problems;
  }

  namespaceOf(context: string): string {
    return this.#sessions.get(context)?.entry.namespace ?? 'default';
  }

  want(kinds: readonly Kind<BaseRecord>[], contexts?: readonly string[]): Disposable {
    return this.#wishes.add(kinds, contexts);
  }

  async settled(signal: AbortSignal, contexts?: readonly string[]): Promise<void> {
    const areSettled = () =>
      (contexts ?? this.contexts).every((context) => this.#sessions.get(context)?.isSettled() ?? true);
    const isSettled = () => {
      if (!areSettled()) return false;
      // Which contexts lead to one cluster may be known only now, and ask for more.
      this.#options.watch.feed.flush();
      return areSettled();
    };
    await this.#until(isSettled, signal);
  }

  async resolve(context: string, name: string, signal: AbortSignal): Promise<Resource | undefined> {
    await this.#until(() => this.#sessions.get(context)?.state.type !== 'connecting', signal);
    return this.#sessions.get(context)?.resolve(name, signal);
  }

  async readObject(
    context: string,
    resource: Resource,
    object: {readonly namespace: string; readonly name: string},
    signal: AbortSignal,
  ): Promise<ObjectAnswer> {
    const session = this.#sessions.get(context);
    if (session) return session.readObject(resource, object, signal);
    return {type: 'failed', reason: `${context} cannot be asked: its kubeconfig entry is not usable`};
  }

  park(context: string): void {
    this.#aside.park(context);
    this.#settle(context);
  }

  unpark(context: string): void {
    this.#aside.unpark(context, this.#sessions.get(context)?.entry);
    this.#settle(context);
  }

  choose(groups: ReadonlyMap<string, boolean>): void {
    for (const context of this.#aside.choose(groups, this.#entries())) this.#settle(context);
  }

  loginOf(context: string): ContextLogin | undefined {
    const session = this.#sessions.get(context);
    return session && this.#logins.of(session.entry);
  }

  logins(): readonly LoginInfo[] {
    return this.#logins.list(this.#entries(), this.#options.choices, (context) => this.#aside.has(context));
  }

  needsLogin(context: string): boolean {
    const session = this.#sessions.get(context);
    return session !== undefined && this.#logins.pluginGroup(session.entry) !== undefined;
  }

  async loginCommand(context: string): Promise<LoginCommand | undefined> {
    const session = this.#sessions.get(context);
    return session && this.#logins.command(session.entry);
  }

  healLogin(contextOrGroup: string, printed?: string): Promise<LoginOutcome> {
    return heal({broker: this.#options.broker, sessions: this.#sessions}, contextOrGroup, printed);
  }

  kubeconfigFor(context: string): string | undefined {
    const session = this.#sessions.get(context);
    return session && kubeconfigText(session.entry);
  }

  reconnect(context: string): void {
    this.#sessions.get(context)?.reconnect();
    void this.healLogin(context);
  }

  report(): WatchReport {
    const contexts = this.#contexts.map(
      ({name}) => this.#sessions.get(name)?.report() ?? {...nothingReported, context: name},
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
    const facts = factsOf(kubeconfig, watch.settings);
    const wanted = new Map(
      facts.filter((each) => watch.isWanted?.(each) ?? true).map((each) => [each.context, each]),
    );
    const before = new Map(this.#contexts.map((context) => [context.name, context]));
    const coming = kubeconfig.contexts
      .filter(({name}) => wanted.has(name))
      .map((context) => this.#orAsBefore(context, before.get(context.name), kubeconfig));
    const kept = this.#contexts.filter(
      (context) =>
        !kubeconfig.contexts.some(({name}) => name === context.name) && isInBrokenFile(context, kubeconfig),
    );
    this.#kubeconfig = kubeconfig;
    this.#contexts = [...coming, ...kept];
    for (const {name} of before.values()) if (!this.contexts.includes(name)) this.#forget(name);
    for (const each of wanted.values()) watch.feed.describe(each);
    this.#aside.admit(this.#contexts, before);
    // The one a person most likely looks at first takes its turn first.
    const isCurrent = ({name}: KubeconfigContext) => name === kubeconfig.currentContext;
    for (const context of [...coming.filter(isCurrent), ...coming.filter((each) => !isCurrent(each))]) {
      if (!isDeepStrictEqual(context, before.get(context.name))) this.#renew(context);
    }
    this.#ring();
  }

  /** A file caught in the middle of an edit must not tear down what works. */
  #orAsBefore(
    context: KubeconfigContext,
    before: KubeconfigContext | undefined,
    {problems}: Kubeconfig,
  ): KubeconfigContext {
    const isDoubtful = context.type === 'broken' && before?.type === 'usable' && problems.length > 0;
    return isDoubtful ? before : context;
  }

  #renew(context: KubeconfigContext): void {
    const {watch, broker} = this.#options;
    this.#closeSession(context.name);
    if (context.type === 'broken') {
      broker.forget(context.name);
      watch.feed.connection(context.name, {type: 'broken', since: watch.clock.now(), reason: context.reason});
      return;
    }
    const session = this.#session(context.entry);
    this.#sessions.set(context.name, session);
    this.#tellLogin(context.entry);
    void this.#logins.learn(context.entry).then(() => this.#tellLogin(context.entry));
    this.#settle(context.name);
  }

  /** Has it run, or not, as it is put aside or not. Its login is then no more asked for than its server. */
  #settle(context: string): void {
    const session = this.#sessions.get(context);
    if (!this.#aside.has(context)) {
      session?.start();
      return;
    }
    session?.park();
    this.#options.broker.park(context);
  }

  #entries(): readonly ContextEntry[] {
    return this.contexts.flatMap((context) => this.#sessions.get(context)?.entry ?? []);
  }

  #session(entry: ContextEntry): Session {
    const {watch, parts, broker} = this.#options;
    const {settings, environment, feed, clock} = watch;
    return new Session({
      entry,
      credentials: broker.credentialsFor(entry),
      group: broker.groupOf(entry)?.id,
      namespaces: namespacesOf(entry, this.#kubeconfig, settings, watch.namespace),
      http1: contextRuleOf(entry.name, settings)?.http1 ?? false,
      isReadOnly: watch.isReadOnly || settings.isReadOnly,
      environment,
      parts,
      feed,
      clock,
      gate: this.#gate,
      kinds: () => kindsOn(entry.name, this.#wishes, this.#sharing, this.#sessions),
      onChange: () => this.#changed(entry.name),
    });
  }

  /** Nothing is told of an entry that has been replaced. */
  #tellLogin(entry: ContextEntry): void {
    if (this.#sessions.get(entry.name)?.entry !== entry) return;
    this.#options.watch.feed.login(entry.name, this.#logins.row(entry));
  }

  #forget(context: string): void {
    this.#closeSession(context);
    this.#aside.forget(context);
    this.#options.broker.forget(context);
    this.#options.watch.feed.forget(context);
  }

  #closeSession(context: string): void {
    void this.#sessions.get(context)?.close();
    this.#sessions.delete(context);
  }

  #follow(): void {
    for (const session of this.#sessions.values()) session.follow();
    this.#ring();
  }

  #share(clusters: readonly ClusterRow[]): void {
    const before = this.#sharing;
    this.#sharing = sharingOf(clusters);
    for (const context of new Set([...before.keys(), ...this.#sharing.keys()])) {
      if (before.get(context) !== this.#sharing.get(context)) this.#sessions.get(context)?.follow();
    }
    // Who reads less now may have nothing left to wait for.
    if (this.#sharing.size > 0) this.#ring();
  }

  /** The state of this context, or of a kind on it, is another: those that read on until it has read may be done. */
  #changed(context: string): void {
    for (const [other, preferred] of this.#sharing) {
      if (preferred === context && other !== context) this.#sessions.get(other)?.follow();
    }
    this.#ring();
  }

  #ring(): void {
    for (const look of [...this.#waiters]) look();
  }

  /** Resolves when it is so, and also when the signal aborts or everything closes. */
  #until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    const {signal: ended} = this.#options.ending;
    return new Promise((resolve) => {
      const look = () => {
        if (!signal.aborted && !ended.aborted && !isSo()) return;
        this.#waiters.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      this.#waiters.add(look);
      signal.addEventListener('abort', look, {once: true});
      look();
    });
  }

  async #close(): Promise<void> {
    const {beforeClose, ending, broker} = this.#options;
    await beforeClose();
    ending.abort();
    await Promise.allSettled([
      ...[...this.#sessions.values()].map((session) => session.close()),
      broker.close(),
    ]);
    this.#ring();
  }
}

function isInBrokenFile(context: KubeconfigContext, {problems}: Kubeconfig): boolean {
  const file = context.type === 'usable' ? context.entry.file : context.file;
  return problems.some((problem) => problem.startsWith(`${file}:`));
}

const nothingReported = {
  server: '',
  socketsOpen: 0,
  socketsMade: 0,
  requests: 0,
  bytesReceived: 0,
  bytesDecoded: 0,
  retries: 0,
  objects: {},
};
