/**
 * The one error of this room. It says on which context, doing what, what failed and at which layer; `cause` keeps the
 * original. Messages are sentences for a person and never hold a token, a certificate or a plugin's output verbatim.
 */
export class KubeError extends Error {
  override readonly name = 'KubeError';
  readonly context: string;
  readonly failure: Failure;
  /** `GET`, `POST` … where a request was made. */
  readonly verb?: string;
  readonly path?: string;
  /** The Status object of the answer, where there was one. */
  readonly said?: unknown;

  constructor(message: string, details: KubeErrorDetails) {
    super(message, details.cause === undefined ? undefined : {cause: details.cause});
    this.context = details.context;
    this.failure = details.failure;
    if (details.verb !== undefined) this.verb = details.verb;
    if (details.path !== undefined) this.path = details.path;
    if (details.said !== undefined) this.said = details.said;
  }
}

export interface KubeErrorDetails {
  readonly context: string;
  readonly failure: Failure;
  readonly verb?: string;
  readonly path?: string;
  readonly said?: unknown;
  readonly cause?: unknown;
}

export type Failure =
  /** No connection, or it broke: the first layer that failed. */
  | {readonly type: 'dns' | 'tcp' | 'tls'}
  /** No answer within the time limit, although the connection may stand. */
  | {readonly type: 'timeout'}
  /** An HTTP answer that is not the one asked for. `retryAfter` in milliseconds, where the server sent Retry-After. */
  | {readonly type: 'http'; readonly status: number; readonly reason?: string; readonly retryAfter?: number}
  /** The bytes are not what they claim to be: HTML, JSON cut off, a frame of a wrong length. */
  | {readonly type: 'garbled'}
  /** Credentials could not be had, or were refused (401). */
  | {readonly type: 'login'; readonly cause: LoginCause}
  /** The kubeconfig entry cannot be used. */
  | {readonly type: 'entry'}
  /** Refused here, before anything left the process: read-only. */
  | {readonly type: 'read-only'}
  /** Our own signal ended it. */
  | {readonly type: 'aborted'};

export type LoginCause = 'refused' | 'session' | 'no plugin' | 'plugin hung' | 'expired';
