import process from 'node:process';
import {loadSettings} from '../../../src/config/index.ts';
import {createFeed} from '../../../src/fleet/index.ts';
import {alwaysWatched, pods} from '../../../src/kinds/index.ts';
import {openWatch} from '../../../src/watch/index.ts';
import {realClock} from '../../text/real-clock.ts';

/**
 * This project, on the kubeconfig of KUBECONFIG: one JSON line when everything wanted is synced, then one for each line
 * it reads (`weigh`: what its records cost), until its input ends. The first argument says what to watch: `pods` or `all` of the always watched kinds.
 */
const environment = process.env;
const home = '/nonexistent';
const ending = new AbortController();
const kinds = process.argv[2] === 'all' ? alwaysWatched : [pods];

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

process.stdin
  .on('data', (line) => void (String(line).startsWith('weigh') ? weigh() : report()))
  .once('end', async () => {
    await watch.close();
    process.exit(0);
  });

/** What the records held cost: the heap with them, less the heap once the model has forgotten them. */
async function weigh(): Promise<void> {
  const held = watch.report().contexts.reduce((sum, {objects}) => sum + (objects['pods'] ?? 0), 0);
  globalThis.gc?.();
  const withRecords = process.memoryUsage().heapUsed;
  await watch.close();
  for (const context of watch.contexts) feed.forget(context);
  globalThis.gc?.();
  console.log(JSON.stringify({heapPerPod: (withRecords - process.memoryUsage().heapUsed) / held}));
}

function report(): void {
  const {user, system} = process.cpuUsage(startCpu);
  const contexts = watch.report().contexts;
  const held = contexts.reduce((sum, {objects}) => sum + (objects['pods'] ?? 0), 0);
  const seconds = (performance.now() - start) / 1000;
  console.log(
    JSON.stringify({
      pods: held,
      seconds,
      cpuSeconds: (user + system) / 1e6,
      socketsOpen: contexts.reduce((sum, {socketsOpen}) => sum + socketsOpen, 0),
      socketsMade: contexts.reduce((sum, {socketsMade}) => sum + socketsMade, 0),
      megabytesReceived: contexts.reduce((sum, {bytesReceived}) => sum + bytesReceived, 0) / 1e6,
      megabytesDecoded: contexts.reduce((sum, {bytesDecoded}) => sum + bytesDecoded, 0) / 1e6,
    }),
  );
}
