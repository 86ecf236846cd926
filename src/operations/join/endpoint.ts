import {isIPv4} from 'node:net';
import type {Endpoint} from '../../watch/index.ts';

/** Whether the host means whoever asks, so that a hub elsewhere would reach itself. */
export function isLoopback({server}: Endpoint): boolean {
  const host = new URL(server).hostname.replace(/^\[|\]$/g, '');
  if (isIPv4(host)) return host.startsWith('127.') || host === '0.0.0.0';
  return host === '::1' || host === 'localhost' || host.endsWith('.localhost');
}
