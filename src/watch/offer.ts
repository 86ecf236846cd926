import {type Connection, KubeError} from '../kube/index.ts';
import type {Clock} from '../text/index.ts';
import type {Kinds} from './wishes.ts';

export interface OfferOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Ends the asking. */
  readonly signal: AbortSignal;
  /** The server has said what it has. */
  onAnswer(): void;
}

/** Which of the optional kinds one server has: its API groups, asked for once per connection, and only where it matters. */
export class Offer {
  readonly #options: OfferOptions;
  /** `group/version`s; undefined until the server was asked. */
  #known: ReadonlySet<string> | undefined;
  #isOutdated = true;
  #isAsking = false;

  constructor(options: OfferOptions) {
    this.#options = options;
  }

  /** These without the optional ones that the server is not known to have. */
  of(kinds: Kinds): Kinds {
    const isOffered = ({optional, resource: {group, version}}: OfferedKind) =>
      optional === undefined || this.#known?.has(`${group}/${version}`);
    return new Map([...kinds].filter(([, kind]) => isOffered(kind)));
  }

  /** What `of` says of these will not change by itself. */
  isKnown(kinds: Kinds): boolean {
    return this.#known !== undefined || !hasOptional(kinds);
  }

  /** Asks the server, where its answer is missing or of an earlier connection, and anything depends on it. */
  look(kinds: Kinds): void {
    if (this.#isOutdated && !this.#isAsking && hasOptional(kinds)) void this.#ask();
  }

  /** It may be another server by now, or have got another group: the next look asks again. */
  renew(): void {
    this.#isOutdated = true;
  }

  async #ask(): Promise<void> {
    const {connection, clock, signal, onAnswer} = this.#options;
    this.#isAsking = true;
    this.#isOutdated = false;
    try {
      this.#known = versionsIn(await connection.json({verb: 'GET', path: '/apis', signal}));
    } catch (error) {
      // Whoever waits for this server's rows does not wait for what it could not tell.
      this.#known ??= new Set();
      if (!isRefused(error)) void clock.sleep(retryAfter, signal).then(() => this.#retry());
    }
    this.#isAsking = false;
    if (!signal.aborted) onAnswer();
  }

  #retry(): void {
    this.#isOutdated = true;
    if (!this.#options.signal.aborted) this.#options.onAnswer();
  }
}

type OfferedKind = Kinds extends ReadonlyMap<string, infer K> ? K : never;

/** A server that answers, but not this, is in trouble; ms. */
const retryAfter = 30_000;

function hasOptional(kinds: Kinds): boolean {
  return [...kinds.values()].some(({optional}) => optional !== undefined);
}

/** Asked again it would say the same. */
function isRefused(error: unknown): boolean {
  const failure = error instanceof KubeError ? error.failure : undefined;
  return failure?.type === 'http' && failure.status >= 400 && failure.status < 500 && failure.status !== 429;
}

/** Of an APIGroupList. */
function versionsIn(body: unknown): ReadonlySet<string> {
  const {groups} = body as {readonly groups?: readonly ApiGroup[] | null};
  return new Set(
    (groups ?? []).flatMap(({versions}) => versions ?? []).map(({groupVersion}) => groupVersion),
  );
}

interface ApiGroup {
  readonly versions?: readonly {readonly groupVersion: string}[] | null;
}
