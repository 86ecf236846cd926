import {type Fields, field} from './schema.ts';

/** Where a load balancer answers; Services and Ingresses spell it alike. */
export interface Address {
  readonly ip?: string;
  readonly hostname?: string;
}

export const addressMessage: Fields = {ip: field('string', 1), hostname: field('string', 2)};

/** Distinct, sorted, comma-separated; '' for none. */
export function addressesText(addresses: readonly Address[] | null | undefined): string {
  const distinct = new Set((addresses ?? []).map(({ip, hostname}) => ip || hostname || ''));
  distinct.delete('');
  return [...distinct].sort().join(',');
}
