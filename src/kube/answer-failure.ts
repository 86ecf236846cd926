import {KubeError} from './errors.ts';
import {decodeStatus} from './protobuf.ts';
import type {Asked} from './transport-failure.ts';

/** An HTTP answer that was not the one asked for; `body` is at most its first 64 KB, decompressed. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly location: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: Uint8Array;
}

/** An answer outside 2xx as a KubeError, in the server's own words where it is the Kubernetes API that speaks. */
export function answerFailure(asked: Asked, answer: Answer, now: number): KubeError {
  const {status} = answer;
  const said = statusOf(answer);
  const retryAfter = parseRetryAfter(answer.retryAfter, now) ?? said?.retryAfter;
  const failure =
    status === 401
      ? ({type: 'login', cause: 'refused'} as const)
      : isStranger(answer, said)
        ? ({type: 'garbled'} as const)
        : ({
            type: 'http',
            status,
            ...(said?.reason && {reason: said.reason}),
            ...(retryAfter !== undefined && {retryAfter}),
          } as const);
  return new KubeError(message(asked, answer, said), {
    context: asked.context,
    failure,
    verb: asked.verb,
    path: asked.path,
    ...(said && {said: said.body}),
  });
}

/**
 * A login page, a gateway or a proxy without this host in the API's place: not for it to say what this user may or what
 * there is. The API itself refuses only by a Status; a path that it does not know it also answers in plain text.
 */
function isStranger({status, contentType, body}: Answer, said: SaidStatus | undefined): boolean {
  if (status === 403) return said?.code !== 403 && said?.reason !== 'Forbidden';
  return status === 404 && isHtml(contentType, new TextDecoder().decode(body));
}

/** What the API itself said (a Status object), from an ERROR event or an error answer. */
export interface SaidStatus {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  /** ms. */
  readonly retryAfter?: number;
  /** As it came. */
  readonly body: unknown;
}

/** Reads a Status object in its JSON shape; undefined when it is none. */
export function readStatus(object: unknown): SaidStatus | undefined {
  if (typeof object !== 'object' || object === null) return undefined;
  const {code, reason, message: text, details} = object as Record<string, unknown>;
  if (typeof code !== 'number' && typeof reason !== 'string' && typeof text !== 'string') return undefined;
  const seconds = (details as {retryAfterSeconds?: unknown} | undefined | null)?.retryAfterSeconds;
  return {
    code: typeof code === 'number' ? code : 0,
    reason: typeof reason === 'string' ? reason : '',
    message: typeof text === 'string' ? text.slice(0, 1000) : '',
    ...(typeof seconds === 'number' && seconds > 0 && {retryAfter: seconds * 1000}),
    body: object,
  };
}

function statusOf({contentType, body}: Answer): SaidStatus | undefined {
  try {
    if (contentType === 'application/vnd.kubernetes.protobuf') return readStatus(decodeStatus(body));
    if (contentType.includes('json')) return readStatus(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    // An error answer that cannot be parsed is still an error answer: its status line is enough.
  }
  return undefined;
}

function message(asked: Asked, answer: Answer, said: SaidStatus | undefined): string {
  const {status} = answer;
  if (status >= 300 && status < 400) return redirectMessage(asked, answer);
  if (status === 401) {
    return `${asked.host} did not accept the credentials (401). Log in again, or get a new kubeconfig.`;
  }
  if (said?.message) return `${asked.host} answered ${status}: ${said.message}`;
  const text = new TextDecoder().decode(answer.body);
  if (isHtml(answer.contentType, text)) return `${webPage(asked.host, text)} (HTTP ${status}).`;
  const words = text.replace(/\s+/g, ' ').trim().slice(0, 200);
  return `${asked.host} answered ${status}${words ? `: ${words}` : ''}${advice(status)}`;
}

function advice(status: number): string {
  if (status === 429) return '. The server asks for fewer requests; they are tried again more slowly.';
  if (status === 502 || status === 503 || status === 504)
    return '. A proxy or the server itself is not ready.';
  return '';
}

function redirectMessage(asked: Asked, {status, location}: Answer): string {
  let to = location ?? 'nowhere';
  if (location !== undefined && URL.canParse(location, `https://${asked.host}`)) {
    to = new URL(location, `https://${asked.host}`).host;
  }
  return `${asked.host} answered with a redirect (${status}) to ${to}. Redirects are not followed, so that credentials stay with ${asked.host}; put the final address into the kubeconfig, or log in to what stands in front of it.`;
}

/** Whether an answer is a web page: a login portal or a proxy's error page instead of the API. */
export function isHtml(contentType: string, text: string): boolean {
  return contentType === 'text/html' || /^\s*<(?:!doctype|html|head|body)/i.test(text);
}

/** A sentence without its full stop about a web page in the API's place, with the page's title. */
export function webPage(host: string, text: string): string {
  const title = /<title[^<>]*>([^<]*)/i.exec(text)?.[1]?.replace(/\s+/g, ' ').trim().slice(0, 100);
  const words =
    title ||
    text
      .replace(/<[^<>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 100);
  return `${host} answered with a web page (HTML), not the Kubernetes API${words ? `: "${words}"` : ''}`;
}

/** Seconds or an HTTP date → ms from now. */
function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
