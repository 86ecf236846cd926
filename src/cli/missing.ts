import {
  type ClusterRow,
  type ConnectionState,
  type LoginState,
  layerAdvice,
  type WatchState,
} from '../fleet/index.ts';
import {type Kind, kindId} from '../kinds/index.ts';
import {sanitise} from '../text/index.ts';

/** One kind that an answer was to hold. */
export interface AskedKind {
  /** `kindId`; what was typed where nobody knows the kind yet. */
  readonly id: string;
  /** Plural. */
  readonly name: string;
  readonly isNamespaced: boolean;
  /** Asked for of these namespaces alone. */
  readonly namespaces?: ReadonlySet<string>;
}

/** Of every namespace. */
export function askedKind(kind: Pick<Kind, 'resource'>): AskedKind {
  const {plural, namespaced} = kind.resource;
  return {id: kindId(kind), name: plural, isNamespaced: namespaced};
}

/** A cluster that is not, or not wholly, in an answer. */
export interface Missing {
  readonly cluster: string;
  readonly context: string;
  /** Connection: `connecting stale login unreachable parked broken`; one kind of a live cluster: `denied partial failing syncing`. */
  readonly state: string;
  /** Which layer failed (`dns tcp tls http`) or what is wrong with the login (`refused session …`), where it is known. */
  readonly cause?: string;
  /** The kind that could not be read, where the cluster itself is live. */
  readonly kind?: string;
  readonly reason: string;
  /** What the person can do now; '' where the reason says it. */
  readonly advice: string;
}

/**
 * Why this cluster's rows of these kinds are not all there; empty when they are. A kind that is absent from a server
 * leaves nothing out. `waited`, ms, is how long it had to answer; undefined while it still may, and for who stays.
 */
export function missingOf(
  row: ClusterRow,
  kinds: readonly AskedKind[],
  waited: number | undefined,
): readonly Missing[] {
  const base = {cluster: sanitise(row.name), context: sanitise(row.contexts[0] ?? row.name)};
  // Nobody could have read it.
  if (row.connection.type === 'hub only') return [];
  const cluster = connectionTrouble(row.connection, waited);
  if (cluster !== undefined) return [{...base, ...clean(cluster)}];
  return kinds.flatMap((kind) => {
    const trouble = watchTrouble(row.watches[kind.id], kind, waited);
    return trouble === undefined ? [] : [{...base, kind: kind.name, ...clean(trouble)}];
  });
}

/** `prod-eu: unreachable (tcp): connection refused by 10.0.0.1:6443. Check that …` */
export function missingText({cluster, state, cause, kind, reason, advice}: Missing): string {
  const what = [state, ...(cause === undefined ? [] : [`(${cause})`]), ...(kind === undefined ? [] : [kind])];
  const sentence = reason === '' ? '' : `: ${reason}`;
  const stop = advice === '' ? '' : /[.!?]$/.test(sentence) ? ' ' : '. ';
  return `${cluster}: ${what.join(' ')}${sentence}${stop}${advice}`;
}

/** For persons: the kinds of one cluster that are in one state, in one item with the first one's reason and all advice. */
export function folded(missing: readonly Missing[]): readonly Missing[] {
  const groups = Map.groupBy(missing, ({context, state}) => `${context} ${state}`);
  return [...groups.values()].flatMap((alike) => {
    const [first] = alike;
    if (first?.kind === undefined) return alike;
    const kind = alike.map((one) => one.kind).join(', ');
    const [advice = ''] = alike.map((one) => one.advice).sort((a, b) => b.length - a.length);
    return [{...first, kind, advice}];
  });
}

/** Not there yet, which is no trouble as long as there is time. */
export function isAwaited({state}: Missing): boolean {
  return state === 'connecting' || state === 'syncing';
}

type Trouble = Pick<Missing, 'state' | 'cause' | 'reason' | 'advice'>;

function clean(trouble: Trouble): Trouble {
  return {...trouble, reason: sanitise(trouble.reason)};
}

function connectionTrouble(connection: ConnectionState, waited: number | undefined): Trouble | undefined {
  const {type: state} = connection;
  switch (connection.type) {
    case 'live':
      return undefined;
    case 'connecting':
      return {state, reason: outOfTime('no answer', waited), advice: longer(waited)};
    case 'stale':
      return {
        state,
        reason: 'it stopped answering a moment ago',
        advice: waited === undefined ? '' : 'Run the command again.',
      };
    case 'login':
      return {
        state,
        cause: connection.cause,
        reason: connection.reason,
        advice: loginAdvice(connection),
      };
    case 'unreachable':
      return {
        state,
        cause:
          connection.status === undefined ? connection.layer : `${connection.layer} ${connection.status}`,
        reason: connection.reason,
        // More than one sentence: it says itself what to do.
        advice: /[.?!] /.test(connection.reason) ? '' : asSentence(layerAdvice[connection.layer]),
      };
    case 'parked':
      return {state, reason: 'it was put aside', advice: ''};
    case 'broken':
      return {state, reason: connection.reason, advice: 'Mend the kubeconfig entry.'};
  }
}

/** A plugin that is not there or hangs says itself what helps; one that we know no session of is best asked itself. */
function loginAdvice({cause, group}: LoginState): string {
  if (group === undefined || cause === 'no plugin' || cause === 'plugin hung') return '';
  if (group.startsWith('exec:'))
    return 'Run its command in a terminal once: all its contexts heal by themselves.';
  return `One login of ${sanitise(group)} heals all its contexts.`;
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function watchTrouble(
  watch: WatchState | undefined,
  {namespaces: asked, isNamespaced}: AskedKind,
  waited: number | undefined,
): Trouble | undefined {
  switch (watch?.type) {
    case 'synced': {
      const {namespaces} = watch;
      if (namespaces === undefined) return undefined;
      if (asked && [...asked].every((namespace) => namespaces.includes(namespace))) return undefined;
      return {
        state: 'partial',
        reason: `only namespace${namespaces.length > 1 ? 's' : ''} ${namespaces.join(', ')} may be listed`,
        advice:
          'Ask for the right to list and watch in all namespaces, or name more of them for this context in the settings.',
      };
    }
    case 'absent':
      return undefined;
    case undefined:
      return {state: 'syncing', reason: outOfTime('not read', waited), advice: longer(waited)};
    case 'syncing': {
      const of = watch.total === undefined ? '' : ` of ${watch.total}`;
      const reason = outOfTime(`${watch.received}${of} read`, waited);
      return {state: watch.type, reason, advice: longer(waited)};
    }
    case 'denied':
      return {
        state: watch.type,
        reason: watch.reason,
        advice: `Ask for the right to list and watch${isNamespaced ? ', or name namespaces for this context in the settings' : ''}.`,
      };
    case 'failing':
      return {state: watch.type, reason: watch.reason, advice: ''};
  }
}

function outOfTime(what: string, waited: number | undefined): string {
  return waited === undefined ? `${what} yet` : `${what} within ${seconds(waited)}`;
}

function longer(waited: number | undefined): string {
  return waited === undefined ? '' : `--timeout ${seconds(waited * 4)} waits longer.`;
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds}ms` : `${milliseconds / 1000}s`;
}
