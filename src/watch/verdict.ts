import type {ConnectionState} from '../fleet/index.ts';
import type {KubeError} from '../kube/index.ts';

/** What came of one probe of a server; see `probe.ts`. */
export type Answer = {readonly type: 'answered'} | {readonly type: 'failed'; readonly error: KubeError};

/** What the context's watches say at that moment. */
export interface Evidence {
  /** At least one kind is being read: its stream stands or objects are coming. */
  readonly isServing: boolean;
  /** No kind is being read and this one was refused for its credentials. */
  readonly refused?: KubeError;
}

/** What a probe means for the context as a whole. */
export type Verdict =
  | {readonly type: 'alive'}
  | Missed
  | {
      readonly type: 'login';
      readonly cause: 'refused' | 'session' | 'no plugin' | 'plugin hung' | 'expired';
      readonly reason: string;
    }
  | {readonly type: 'broken'; readonly reason: string}
  /** It was ended by ourselves and says nothing of the server. */
  | {readonly type: 'none'};

export interface Missed {
  readonly type: 'missed';
  readonly layer: 'dns' | 'tcp' | 'tls' | 'http';
  readonly status?: number;
  readonly reason: string;
  /** Nothing came at all: the socket may be dead although nobody closed it. */
  readonly isSilent: boolean;
}

/**
 * The one rule of what counts as alive:
 * - A good answer or a 403 of the API's own is alive: it is there and knows us, or knows that it must not tell us.
 * - Any other HTTP answer (404, 429, 5xx, a redirect) and any answer that is not Kubernetes is alive as long as a
 *   watch of this context is being served; the trouble is then that of single kinds. With nothing served, the server
 *   gives only that (`probe` has looked at a second path before), and the context is missed at layer `http`.
 * - No answer is missed at the layer that failed first. Silence counts as `tcp`: nothing came back at all.
 * - 401 and failed plugins are `login`, as well when only the watches meet them and none of them is served.
 * - A kubeconfig entry that cannot be used is `broken`.
 */
export function verdictOf(answer: Answer, evidence: Evidence): Verdict {
  if (answer.type === 'answered') {
    const {refused} = evidence;
    return refused && !evidence.isServing ? loginOf(refused) : {type: 'alive'};
  }
  const {error} = answer;
  const {failure} = error;
  switch (failure.type) {
    case 'dns':
    case 'tcp':
    case 'tls':
      return {type: 'missed', layer: failure.type, reason: error.message, isSilent: false};
    case 'timeout':
      return {type: 'missed', layer: 'tcp', reason: error.message, isSilent: true};
    case 'http':
      if (failure.status === 403 || evidence.isServing) return {type: 'alive'};
      return {
        type: 'missed',
        layer: 'http',
        status: failure.status,
        reason: failure.status === 404 ? notKubernetes(error) : error.message,
        isSilent: false,
      };
    case 'garbled':
      if (evidence.isServing) return {type: 'alive'};
      return {type: 'missed', layer: 'http', reason: error.message, isSilent: false};
    case 'login':
      return loginOf(error);
    case 'entry':
      return {type: 'broken', reason: error.message};
    case 'read-only':
    case 'aborted':
      return {type: 'none'};
  }
}

/** The state that follows; the same object when nothing changed, so that `since` is when the trouble began. */
export function stateAfter(
  state: ConnectionState,
  verdict: Verdict,
  now: number,
  group: string | undefined,
): ConnectionState {
  switch (verdict.type) {
    case 'alive':
      return state.type === 'live' ? state : {type: 'live', since: now};
    case 'missed':
      // Only what was live gets the benefit of a second probe: before that there is nothing to keep showing as true.
      if (state.type === 'live') return {type: 'stale', since: now};
      return unreachable(state, verdict, now);
    case 'login': {
      const {cause, reason} = verdict;
      if (state.type === 'login' && state.cause === cause && state.reason === reason) return state;
      const since = state.type === 'login' ? state.since : now;
      return {type: 'login', since, cause, reason, ...(group !== undefined && {group})};
    }
    case 'broken':
      if (state.type === 'broken' && state.reason === verdict.reason) return state;
      return {type: 'broken', since: now, reason: verdict.reason};
    case 'none':
      return state;
  }
}

function unreachable(state: ConnectionState, {layer, status, reason}: Missed, now: number): ConnectionState {
  if (
    state.type === 'unreachable' &&
    state.layer === layer &&
    state.status === status &&
    state.reason === reason
  )
    return state;
  // The trouble began with the first miss, and another face of it is not another trouble.
  const since = state.type === 'unreachable' || state.type === 'stale' ? state.since : now;
  return {type: 'unreachable', since, layer, reason, ...(status !== undefined && {status})};
}

function loginOf(error: KubeError): Verdict {
  const cause = error.failure.type === 'login' ? error.failure.cause : 'refused';
  return {type: 'login', cause, reason: error.message};
}

function notKubernetes(error: KubeError): string {
  return `${error.message}; nothing of the Kubernetes API answers here: check the server's URL and its path`;
}
