import process from 'node:process';
import {startDemo} from '../../../src/demo/index.ts';
import {systemClock} from '../../../src/system-clock.ts';

// A simulated fleet in a process of its own: `bulk-fleet FOLDER CLUSTERS PODS EVENTS`, until standard input ends.
const [folder = '', ...sizes] = process.argv.slice(2);
const [clusters = 1, podsPerCluster = 1, eventsPerSecond = 0] = sizes.map(Number);
const ending = new AbortController();
process.stdin.resume();
process.stdin.once('end', () => ending.abort());
const fleet = await startDemo({
  signal: ending.signal,
  clock: systemClock,
  folder,
  size: {clusters, podsPerCluster, eventsPerSecond},
});
console.log(JSON.stringify({kubeconfig: fleet.kubeconfigFile}));
ending.signal.addEventListener('abort', () => void fleet.close().then(() => process.exit(0)));
