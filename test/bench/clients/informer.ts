import process from 'node:process';
import {CoreV1Api, KubeConfig, makeInformer} from '@kubernetes/client-node';

/** The ordinary way: client-node's informer over all pods. One JSON line when it has them, then it waits for its end. */
const start = performance.now();
const startCpu = process.cpuUsage();
const config = new KubeConfig();
config.loadFromDefault();
const api = config.makeApiClient(CoreV1Api);
const informer = makeInformer(config, '/api/v1/pods', () => api.listPodForAllNamespaces());
await informer.start();
const {user, system} = process.cpuUsage(startCpu);
console.log(
  JSON.stringify({
    pods: informer.list().length,
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (user + system) / 1e6,
  }),
);
process.stdin.resume().once('end', () => process.exit(0));
