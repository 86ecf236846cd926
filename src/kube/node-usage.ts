import {parseQuantity} from '../text/index.ts';
import type {Connection} from './connection.ts';
import {KubeError} from './errors.ts';

/** Cores and bytes. */
export interface NodeUsage {
  readonly cpu: number;
  readonly memory: number;
}

/**
 * What each node uses, by metrics.k8s.io. Undefined where that API is not installed (404), its server is not there (503)
 * or has measured nothing yet, which says nothing bad of the cluster.
 * @throws KubeError for anything else.
 */
export async function readNodeUsage(
  connection: Connection,
  signal: AbortSignal,
): Promise<Map<string, NodeUsage> | undefined> {
  try {
    const body = await connection.json({verb: 'GET', path: '/apis/metrics.k8s.io/v1beta1/nodes', signal});
    const usages = parseUsage(body);
    // A metrics server that has measured nothing yet: unknown, where a sum would say that nothing is used.
    return usages.size === 0 ? undefined : usages;
  } catch (error) {
    const isAbsent =
      error instanceof KubeError &&
      error.failure.type === 'http' &&
      [404, 503].includes(error.failure.status);
    if (isAbsent) return undefined;
    throw error;
  }
}

interface NodeMetrics {
  readonly metadata?: {readonly name?: string};
  readonly usage?: {readonly cpu?: string; readonly memory?: string};
}

function parseUsage(body: unknown): Map<string, NodeUsage> {
  const usages = new Map<string, NodeUsage>();
  const {items} = (body ?? {}) as {items?: readonly NodeMetrics[] | null};
  for (const {metadata, usage} of items ?? []) {
    if (!metadata?.name || !usage?.cpu || !usage.memory) continue;
    const [cpu, memory] = [parseQuantity(usage.cpu), parseQuantity(usage.memory)];
    if (cpu !== undefined && memory !== undefined) usages.set(metadata.name, {cpu, memory});
  }
  return usages;
}
