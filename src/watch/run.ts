import type {ConnectionState, Feed} from '../fleet/index.ts';
import type {Connection, ContextEntry, Credentials, KubeError} from '../kube/index.ts';
import type {Clock} from '../text/index.ts';
import {type Catalogue, createCatalogue} from './catalogue.ts';
import {Heartbeat} from './heartbeat.ts';
import {Offer} from './offer.ts';
import type {Environment} from './options.ts';
import type {Parts} from './parts.ts';
import {probe} from './probe.ts';
import {UsagePoll} from './usage.ts';
import {Watches} from './watches.ts';

export interface RunOptions {
  readonly entry: ContextEntry;
  readonly credentials: Credentials;
  /** The login group beneath the credentials, where there is one. */
  readonly group: string | undefined;
  readonly namespaces: readonly string[];
  readonly http1: boolean;
  isReadOnly(): boolean;
  readonly environment: Environment;
  readonly parts: Parts;
  readonly feed: Feed;
  readonly clock: Clock;
}

export interface RunListener {
  /** Of the connection; nothing is told after the end. */
  onState(state: ConnectionState): void;
  /** The state of a kind has changed. */
  onKind(): void;
  /** The server has said which optional kinds it has. */
  onOffer(): void;
  /** ms; undefined where the last probe was not answered as it should be. */
  onRoundTrip(roundTrip: number | undefined): void;
  /** Whether what its nodes use is to be read. */
  isUsageDue(): boolean;
}

/** Everything that is alive while a context is connected; a parked one has none. */
export interface Run {
  readonly ending: AbortController;
  readonly connection: Connection;
  readonly heartbeat: Heartbeat;
  readonly watches: Watches;
  readonly usage: UsagePoll;
  readonly catalogue: Catalogue;
  readonly offer: Offer;
}

/** Asks nothing yet: heartbeat and usage are there to be run. Aborting `ending` ends all but the connection. */
export function openRun(options: RunOptions, listener: RunListener): Run {
  const {entry, credentials, http1, environment, clock, parts, feed, namespaces, group} = options;
  const {name: context} = entry;
  const ending = new AbortController();
  const {signal} = ending;
  const connection = parts.openConnection({
    entry,
    credentials,
    isReadOnly: () => options.isReadOnly(),
    http1,
    environment,
    clock,
  });
  const watches = new Watches({
    context,
    connection,
    reflect: (wanted) => parts.reflect(wanted),
    feed,
    clock,
    namespaces,
    signal,
    onChange: (error: KubeError | undefined) => {
      if (error) heartbeat.hint();
      listener.onKind();
    },
  });
  const heartbeat: Heartbeat = new Heartbeat({
    clock,
    signal,
    group,
    probe: async (limit) => {
      const {isServing} = watches.evidence();
      const answer = await probe({connection, credentials, clock, signal, limit, isServing});
      // One that is not told (403, a server in trouble) does not take away what is known.
      if (answer.version && !signal.aborted) feed.version(context, answer.version);
      listener.onRoundTrip(answer.roundTrip);
      return answer;
    },
    lastHeard: () => connection.lastHeard,
    evidence: () => watches.evidence(),
    reset: () => connection.reset(),
    onState: (state) => {
      if (!signal.aborted) listener.onState(state);
    },
  });
  const usage = new UsagePoll({
    connection,
    readNodeUsage: (...arguments_) => parts.readNodeUsage(...arguments_),
    clock,
    signal,
    isDue: () => listener.isUsageDue(),
    onUsage: (read) => feed.usage(context, read),
  });
  const discover: Parts['discover'] = (...arguments_) => parts.discover(...arguments_);
  const catalogue = createCatalogue({connection, discover, clock, signal});
  const offer = new Offer({connection, clock, signal, onAnswer: () => listener.onOffer()});
  return {ending, connection, heartbeat, watches, usage, catalogue, offer};
}
