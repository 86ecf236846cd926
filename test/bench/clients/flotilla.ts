import process from 'node:process';
import {loadSettings} from '../../../src/config/index.ts';
import {createFeed} from '../../../src/fleet/index.ts';
import {alwaysWatched, pods} from '../../../src/kinds/index.ts';
import {openWatch} from '../../../src/watch/index.ts';
import {realClock} from '../../text/real-clock.ts';

/**
 * This project, on the kubeconfig of KUBECONFIG: one JSON line when everything wanted is synced, then one for each line
 * it reads, until its input ends. The first argument says what to watch: `pods` or `all` of the always watched kinds.
 */
const environment = process.env;
const home = '/nonexistent';
const ending = new AbortController();
const kinds = process.argv[2] === 'all' ? alwaysWatched : [pods];

globalThis.gc?.();
const emptyHeap = process.memoryUsage().heapUsed;
const start = performance.now();
const startCpu = process.cpuUsage();
const {settings} = loadSettings({environment, home, flags: {}, files: {system: '/nonexistent'}});
const feed = createFeed({clock: realClock, signal: ending.signal});
const watch = await openWatch({
  kubeconfig: {paths: [], environment, home},
  settings,
  feed,
  clock: realClock,
  environment,
  signal: ending.signal,
  isReadOnly: true,
});
watch.want(kinds);
await watch.settled(ending.signal);
report();

process.stdin.on('data', report).once('end', async () => {
  await watch.close();
  process.exit(0);
});

function report(): void {
  const {user, system} = process.cpuUsage(startCpu);
  const contexts = watch.report().contexts;
  const held = contexts.reduce((sum, {objects}) => sum + (objects['pods'] ?? 0), 0);
  const seconds = (performance.now() - start) / 1000;
  globalThis.gc?.();
  console.log(
    JSON.stringify({
      pods: held,
      seconds,
      cpuSeconds: (user + system) / 1e6,
      heapPerPod: held === 0 ? 0 : (process.memoryUsage().heapUsed - emptyHeap) / held,
      socketsOpen: contexts.reduce((sum, {socketsOpen}) => sum + socketsOpen, 0),
      socketsMade: contexts.reduce((sum, {socketsMade}) => sum + socketsMade, 0),
      megabytesReceived: contexts.reduce((sum, {bytesReceived}) => sum + bytesReceived, 0) / 1e6,
      megabytesDecoded: contexts.reduce((sum, {bytesDecoded}) => sum + bytesDecoded, 0) / 1e6,
    }),
  );
}
