import {isIPv4} from 'node:net';

/** How a hub is to reach a member: what its own context says, or what a person gives instead. */
export interface Endpoint {
  /** `https://10.4.0.9:6443`. */
  readonly server: string;
  /** PEM in base64, as kubeconfigs hold it; left out where the member's own token Secret tells it. */
  readonly authority?: string;
  /** The server's certificate is not verified. */
  readonly isInsecure?: boolean;
  readonly proxy?: string;
}

/** Whether the host means whoever asks, so that a hub elsewhere would reach itself. */
export function isLoopback({server}: Endpoint): boolean {
  const host = new URL(server).hostname.replace(/^\[|\]$/g, '');
  if (isIPv4(host)) return host.startsWith('127.') || host === '0.0.0.0';
  return host === '::1' || host === 'localhost' || host.endsWith('.localhost');
}
