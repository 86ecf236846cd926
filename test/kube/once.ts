import {runExecPlugin} from '../../src/kube/exec-plugin.ts';
import {cluster, systemClock} from './plugin.ts';

// Runs the plugin named by the environment once; a test starts this inside a terminal.
await runExecPlugin(
  {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.env['PLUGIN'] ?? '',
    args: [],
    env: [],
    provideClusterInfo: false,
    interactiveMode: 'IfAvailable',
  },
  {
    context: 'ctx',
    cluster,
    environment: process.env,
    signal: new AbortController().signal,
    clock: systemClock,
  },
);
