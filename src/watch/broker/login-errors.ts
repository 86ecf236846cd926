import {KubeError, type LoginGroup} from '../../kube/index.ts';
import type {CachedCredential} from './token.ts';

/** Whatever a run threw, as a failure of the login. */
export function loginError(cause: unknown, context: string): KubeError {
  if (cause instanceof KubeError) return cause;
  return new KubeError('The login failed for a reason that is not known', {
    context,
    failure: {type: 'login', cause: 'session'},
    cause,
  });
}

/** Adds what a person runs to log in again, where it is known and would help. */
export function withAdvice(error: KubeError, {login}: LoginGroup): KubeError {
  const isSession = error.failure.type === 'login' && error.failure.cause !== 'no plugin';
  if (!isSession || login === undefined) return error;
  const {context, failure, cause} = error;
  return new KubeError(`${error.message}; log in with: ${login.join(' ')}`, {context, failure, cause});
}

/** The same failure as it concerns this context: the run may have been made for another of its group. */
export function forContext(error: KubeError, context: string): KubeError {
  if (error.context === context) return error;
  return new KubeError(error.message, {context, failure: error.failure, cause: error});
}

export function ended(context: string): KubeError {
  return new KubeError('The login was given up', {context, failure: {type: 'aborted'}});
}

/** Waits no longer than the signal allows; the run itself goes on for the others, and for the next who asks. */
export async function untilAborted(
  done: Promise<CachedCredential>,
  signal: AbortSignal,
  context: string,
): Promise<CachedCredential> {
  const stop = Promise.withResolvers<never>();
  const giveUp = () => stop.reject(ended(context));
  signal.addEventListener('abort', giveUp, {once: true});
  try {
    return await Promise.race([done, stop.promise]);
  } catch (error) {
    throw error instanceof KubeError ? forContext(error, context) : error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
