import type {Agent} from 'undici';
import {makeAgent} from './agent.ts';
import type {ConnectionOptions} from './connection.ts';
import {type ConnectError, type Connector, makeConnector} from './connector.ts';
import type {Identity} from './credentials.ts';
import {KubeError} from './errors.ts';
import {proxyFor} from './proxy.ts';
import {readTlsMaterial, type TlsMaterial} from './tls-material.ts';

/** What the requests of one cluster go over: its agent, made with the first request, and anew when it has to be. */
export interface Transport {
  readonly server: URL;
  readonly socketsOpen: number;
  readonly socketsMade: number;
  /** Whether some socket is ready for requests. */
  readonly isEstablished: boolean;
  /** @throws KubeError where the proxy of the kubeconfig entry cannot be used. */
  agent(): Agent;
  /** Resolves when the certificates for this identity are read. @throws KubeError when they cannot be. */
  ready(identity: Identity): Promise<void>;
  /** Reads certificate files again; true when they have changed, so that another try makes sense. */
  reload(identity: Identity): Promise<boolean>;
  /** Forgets the agent with whatever it has queued: undici would connect again even for requests given up long ago. */
  drop(): void;
  /** Drops, and reads certificates again before the next request. */
  reset(): void;
  /** Resolves when every socket is closed. */
  close(): Promise<void>;
}

/** `onFailure` is called for each connection attempt that failed, before undici learns of it. */
export function openTransport(
  {entry, clock, environment, http1}: ConnectionOptions,
  onFailure: (error: ConnectError) => void,
): Transport {
  const server = new URL(entry.cluster.server);
  let material: TlsMaterial | undefined;
  let loading: {readonly certificate: string | undefined; readonly promise: Promise<void>} | undefined;
  let agent: Agent | undefined;
  let connector: Connector | undefined;

  const load = async (identity: Identity): Promise<void> => {
    if (server.protocol !== 'https:') return;
    const fresh = await readTlsMaterial(entry, identity, clock.now());
    if (material !== undefined && material.fingerprint !== fresh.fingerprint) retire();
    material = fresh;
  };

  /** Material is read once per client certificate; who comes meanwhile waits for the same reading. */
  const ready = (identity: Identity): Promise<void> => {
    if (loading === undefined || loading.certificate !== identity.certificate) {
      const mine = {certificate: identity.certificate, promise: load(identity)};
      loading = mine;
      mine.promise.catch(() => {
        if (loading === mine) loading = undefined;
      });
    }
    return loading.promise;
  };

  /** Later requests get new sockets; what runs on the old ones may end there. */
  const retire = (): void => {
    agent?.close().catch(() => {});
    agent = undefined;
  };

  const drop = (): void => {
    const old = agent;
    agent = undefined;
    old?.destroy().catch(() => {});
    void connector?.destroySockets();
  };

  const reset = (): void => {
    loading = undefined;
    drop();
  };

  const proxy = (): URL | undefined => {
    try {
      return proxyFor(entry.cluster, environment);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new KubeError(`The kubeconfig entry cannot be used: ${reason}.`, {
        context: entry.name,
        failure: {type: 'entry'},
        cause,
      });
    }
  };

  return {
    server,
    get socketsOpen() {
      return connector?.socketsOpen ?? 0;
    },
    get socketsMade() {
      return connector?.socketsMade ?? 0;
    },
    get isEstablished() {
      return connector?.isEstablished ?? false;
    },
    agent() {
      connector ??= makeConnector({server, proxy: proxy(), http1, material: () => material, onFailure});
      agent ??= makeAgent(connector, http1);
      return agent;
    },
    ready,
    async reload(identity) {
      const before = material?.fingerprint;
      loading = undefined;
      await ready(identity);
      return material?.fingerprint !== before;
    },
    drop,
    reset,
    async close() {
      reset();
      await connector?.destroySockets();
    },
  };
}
