import {Agent, Client, Pool} from 'undici';
import type {Connector} from './connector.ts';

/** The undici agent of one cluster: HTTP/2 over one socket where the server offers it, else HTTP/1.1 over several. */
export function makeAgent(connector: Connector, http1: boolean): Agent {
  return new Agent({
    connect: connector.connect,
    allowH2: !http1,
    bodyTimeout: 0,
    headersTimeout: 0,
    // Idle sockets are kept: the heartbeat asks again within seconds.
    keepAliveTimeout: 600_000,
    keepAliveMaxTimeout: 600_000,
    // A window of 256 KB holds a link of 100 ms round trip to 2.5 MB/s. (undici 8.12 does not read it from h2Options.)
    initialWindowSize: 1024 * 1024,
    h2Options: {connectionWindowSize: 4 * 1024 * 1024},
    factory: (origin, options) =>
      new Pool(origin, {...options, factory: (to, more) => makeClient(to, more, connector)}),
  });
}

// As many as a client may have under way before it counts as full; see below.
const streams = 100;

/**
 * After a GOAWAY undici moves the unanswered requests to a new socket, but makes none while more than `pipelining`
 * requests are still under way on the old one. With the default of 1 a single watch there holds up all others until
 * it ends. For HTTP/1.1 1 is right: pipelined requests would wait behind a watch for ever.
 */
function makeClient(origin: URL, options: object, connector: Connector): Client {
  const client = new Client(origin, options);
  client.on('connect', () => {
    client.pipelining = connector.isHttp2 ? streams : 1;
  });
  return client;
}
