import {ConnectError} from './connector.ts';
import {type Failure, KubeError} from './errors.ts';

/** What was being asked when something went wrong. */
export interface Asked {
  readonly context: string;
  /** `host:port` of the server, for messages. */
  readonly host: string;
  readonly verb: string;
  readonly path: string;
}

/** Whatever undici, Node or zlib threw, as a KubeError that names the layer, the host, and what a person can do. */
export function transportFailure(asked: Asked, cause: unknown): KubeError {
  if (cause instanceof KubeError) return cause;
  const {failure, message} = describe(asked.host, cause);
  return new KubeError(message, {
    context: asked.context,
    failure,
    verb: asked.verb,
    path: asked.path,
    cause,
  });
}

/** Whether the server may have done what it was asked, although there is no answer that says so. */
export function mayHaveArrived({failure, cause}: KubeError): boolean {
  switch (failure.type) {
    case 'dns':
    case 'tls':
    case 'login':
    case 'entry':
    case 'read-only':
      return false;
    case 'tcp':
      return !(cause instanceof ConnectError);
    case 'timeout':
    case 'http':
    case 'garbled':
    case 'aborted':
      return true;
  }
}

/** Our own signal ended the request. */
export function abortedFailure(asked: Asked, cause?: unknown): KubeError {
  return new KubeError(`${asked.verb} ${asked.path} was cancelled here.`, {
    context: asked.context,
    failure: {type: 'aborted'},
    verb: asked.verb,
    path: asked.path,
    cause,
  });
}

/** No headers within the request's own limit, ms. */
export function timeoutFailure(asked: Asked, limit: number): KubeError {
  return new KubeError(
    `${asked.host} did not answer ${asked.verb} ${asked.path} within ${limit / 1000} s. The server or the network is slow or stuck.`,
    {context: asked.context, failure: {type: 'timeout'}, verb: asked.verb, path: asked.path},
  );
}

/** The answer had begun, and then nothing more came for `silence` ms. */
export function stalledFailure(asked: Asked, silence: number): KubeError {
  return new KubeError(
    `${asked.host} stopped in the middle of its answer to ${asked.verb} ${asked.path}: nothing came for ${silence / 1000} s. The server or the network is stuck.`,
    {context: asked.context, failure: {type: 'timeout'}, verb: asked.verb, path: asked.path},
  );
}

/** The bytes are not what they claim to be. `what` completes "HOST sent …". */
export function garbledFailure(asked: Asked, what: string, cause?: unknown): KubeError {
  return new KubeError(
    `${asked.host} sent ${what}. Something between here and the API server may be changing its answers.`,
    {context: asked.context, failure: {type: 'garbled'}, verb: asked.verb, path: asked.path, cause},
  );
}

interface Description {
  readonly failure: Failure;
  readonly message: string;
}

function describe(host: string, cause: unknown): Description {
  if (cause instanceof ConnectError) return describeConnect(host, cause);
  const code = codeOf(cause);
  const text = cause instanceof Error ? cause.message : String(cause);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return {
      failure: {type: 'timeout'},
      message: `${host} stopped answering. The server or the network is stuck.`,
    };
  }
  if (code.startsWith('Z_') || code.startsWith('HPE_') || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
    return {
      failure: {type: 'garbled'},
      message: `${host} sent an answer that is cut off or damaged (${code}). Something between here and the API server may be changing its answers.`,
    };
  }
  // A server may refuse a client certificate only after the handshake, on the first read.
  if (isTlsCode(code)) return {failure: {type: 'tls'}, message: tlsMessage(host, code, text)};
  if (code === 'UND_ERR_DESTROYED') {
    return {
      failure: {type: 'tcp'},
      message: `${host} did not answer, and the connection was given up here. The server or the network is stuck.`,
    };
  }
  return {
    failure: {type: 'tcp'},
    message: `The connection to ${host} broke (${code || text}). The server may be restarting.`,
  };
}

function describeConnect(host: string, error: ConnectError): Description {
  const cause = firstOf(error.cause);
  const code = codeOf(cause);
  const text = cause instanceof Error ? cause.message : String(cause);
  if (dnsCodes.has(code)) {
    const name = cause instanceof Error && 'hostname' in cause ? String(cause.hostname) : host;
    const message = `The name ${name} cannot be resolved (${code}). Check the address, the VPN and the DNS.`;
    return {failure: {type: 'dns'}, message};
  }
  if (error.isTimeout) {
    return error.stage === 'tls'
      ? {
          failure: {type: 'timeout'},
          message: `${host} accepts connections but does not answer: no TLS handshake within 10 s. The server is stuck or paused.`,
        }
      : {
          failure: {type: 'tcp'},
          message: `No connection to ${host} within 10 s. A firewall may drop it; check the VPN.`,
        };
  }
  if (error.stage === 'proxy') {
    const message = text.startsWith('the proxy')
      ? capital(text)
      : `The proxy for ${host} cannot be used: ${text}`;
    return {failure: {type: 'tcp'}, message: `${message}. Check proxy-url, HTTPS_PROXY and NO_PROXY.`};
  }
  if (error.stage === 'tls') {
    return {failure: {type: 'tls'}, message: tlsMessage(host, code, text)};
  }
  if (code === 'ECONNREFUSED') {
    return {
      failure: {type: 'tcp'},
      message: `${host} refused the connection. Is the API server running, and is the address right?`,
    };
  }
  return {
    failure: {type: 'tcp'},
    message: `No connection to ${host} (${code || text}). Check the network and the VPN.`,
  };
}

// With several addresses for one name Node reports one error for each.
function firstOf(cause: unknown): unknown {
  return cause instanceof AggregateError && cause.errors.length > 0 ? cause.errors[0] : cause;
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const dnsCodes: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'ENODATA',
  'ESERVFAIL',
]);

const untrusted: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
]);

function isTlsCode(code: string): boolean {
  return (
    untrusted.has(code) ||
    code.startsWith('CERT_') ||
    code.startsWith('ERR_TLS_') ||
    code.startsWith('ERR_SSL_')
  );
}

function tlsMessage(host: string, code: string, text: string): string {
  if (untrusted.has(code)) {
    return `The certificate of ${host} is not signed by the CA of this kubeconfig entry (${code}). The cluster may have been rebuilt, or another server answers at this address; get a new kubeconfig.`;
  }
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return `The certificate of ${host} has expired. Renew the API server's certificate.`;
    case 'CERT_NOT_YET_VALID':
      return `The certificate of ${host} is not valid yet. Check the clock here and on the server.`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `The certificate of ${host} is for another name (${text.replace(/^.*?: /, '')}). Check the address, or set tls-server-name.`;
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return `${host} does not speak TLS. Is the port right, or should the address begin with http://?`;
    case 'ECONNRESET':
      return `${host} closed the connection during the TLS handshake. Something in between may not let it through.`;
    default:
      return `No TLS connection to ${host} (${code || text}).`;
  }
}
