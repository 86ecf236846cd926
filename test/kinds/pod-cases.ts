import type {PodHealth} from '../../src/kinds/index.ts';

/** A pod in one of the states the server's printer tells apart, and what a person reads of it. */
export interface PodCase {
  readonly name: string;
  readonly spec?: Record<string, unknown>;
  readonly status: Record<string, unknown>;
  readonly isDeleted?: true;
  readonly shows: {readonly status: string; readonly ready: string; readonly phase: PodHealth};
  /** Reason of its trouble, where it has one. */
  readonly trouble?: string;
}

export const podCases: readonly PodCase[] = [
  {
    name: 'running',
    status: {
      phase: 'Running',
      podIP: '10.1.0.7',
      podIPs: [{ip: '10.1.0.7'}],
      conditions: [initialized(), ready('True')],
      containerStatuses: [running('app')],
    },
    shows: {status: 'Running', ready: '1/1', phase: 'running'},
  },
  {
    name: 'running-not-ready',
    status: {
      phase: 'Running',
      conditions: [initialized()],
      containerStatuses: [{...running('app'), ready: false}],
    },
    shows: {status: 'Running', ready: '0/1', phase: 'running'},
  },
  {
    name: 'restarted',
    status: {
      phase: 'Running',
      conditions: [initialized(), ready('True')],
      containerStatuses: [
        {...running('app'), restartCount: 3, lastState: ended({exitCode: 137, reason: 'OOMKilled'}, 300)},
      ],
    },
    shows: {status: 'Running', ready: '1/1', phase: 'running'},
  },
  {
    name: 'crash-loop',
    status: {
      phase: 'Running',
      conditions: [initialized()],
      containerStatuses: [
        {
          ...waiting('app', 'CrashLoopBackOff', 'back-off 5m0s restarting failed container'),
          restartCount: 12,
          lastState: ended({exitCode: 1, reason: 'Error', message: 'panic: no database\nexit'}, 7000),
        },
      ],
    },
    shows: {status: 'CrashLoopBackOff', ready: '0/1', phase: 'failing'},
    trouble: 'CrashLoopBackOff',
  },
  {
    name: 'image-pull',
    status: {
      phase: 'Pending',
      containerStatuses: [waiting('app', 'ImagePullBackOff', 'Back-off pulling image')],
    },
    shows: {status: 'ImagePullBackOff', ready: '0/1', phase: 'failing'},
    trouble: 'ImagePullBackOff',
  },
  {
    name: 'creating',
    status: {phase: 'Pending', containerStatuses: [waiting('app', 'ContainerCreating')]},
    shows: {status: 'ContainerCreating', ready: '0/1', phase: 'pending'},
  },
  {
    name: 'unschedulable',
    status: {
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: '0/3 nodes: Insufficient cpu.',
        },
      ],
    },
    shows: {status: 'Pending', ready: '0/1', phase: 'pending'},
    trouble: 'Unschedulable',
  },
  {
    name: 'gated',
    spec: {schedulingGates: [{name: 'example.com/quota'}]},
    status: {
      phase: 'Pending',
      conditions: [{type: 'PodScheduled', status: 'False', reason: 'SchedulingGated'}],
    },
    shows: {status: 'SchedulingGated', ready: '0/1', phase: 'pending'},
    trouble: 'SchedulingGated',
  },
  {
    name: 'completed',
    spec: {restartPolicy: 'Never'},
    status: {
      phase: 'Succeeded',
      containerStatuses: [{...idle('app'), state: ended({exitCode: 0, reason: 'Completed'}, 60)}],
    },
    shows: {status: 'Completed', ready: '0/1', phase: 'completed'},
  },
  {
    name: 'failed-with-code',
    spec: {restartPolicy: 'Never'},
    status: {phase: 'Failed', containerStatuses: [{...idle('app'), state: ended({exitCode: 7}, 60)}]},
    shows: {status: 'ExitCode:7', ready: '0/1', phase: 'failing'},
    trouble: 'Error',
  },
  {
    name: 'failed-by-signal',
    spec: {restartPolicy: 'Never'},
    status: {
      phase: 'Failed',
      containerStatuses: [{...idle('app'), state: ended({exitCode: 137, signal: 9}, 60)}],
    },
    shows: {status: 'Signal:9', ready: '0/1', phase: 'failing'},
    trouble: 'Error',
  },
  {
    name: 'out-of-memory',
    status: {
      phase: 'Running',
      conditions: [initialized()],
      containerStatuses: [
        {...idle('app'), restartCount: 1, state: ended({exitCode: 137, reason: 'OOMKilled'}, 5)},
      ],
    },
    shows: {status: 'OOMKilled', ready: '0/1', phase: 'failing'},
    trouble: 'OOMKilled',
  },
  {
    name: 'evicted',
    status: {phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.'},
    shows: {status: 'Evicted', ready: '0/1', phase: 'failing'},
    trouble: 'Evicted',
  },
  {
    name: 'terminating',
    isDeleted: true,
    status: {
      phase: 'Running',
      conditions: [initialized(), ready('True')],
      containerStatuses: [running('app')],
    },
    shows: {status: 'Terminating', ready: '1/1', phase: 'running'},
  },
  {
    name: 'terminating-after-success',
    isDeleted: true,
    spec: {restartPolicy: 'Never'},
    status: {
      phase: 'Succeeded',
      containerStatuses: [{...idle('app'), state: ended({exitCode: 0, reason: 'Completed'}, 60)}],
    },
    shows: {status: 'Completed', ready: '0/1', phase: 'completed'},
  },
  {
    name: 'node-lost',
    isDeleted: true,
    status: {
      phase: 'Running',
      reason: 'NodeLost',
      conditions: [initialized()],
      containerStatuses: [running('app')],
    },
    shows: {status: 'Unknown', ready: '1/1', phase: 'failing'},
    trouble: 'NodeLost',
  },
  {
    name: 'init-waiting',
    spec: {initContainers: [container('one'), container('two')]},
    status: {
      phase: 'Pending',
      initContainerStatuses: [waiting('one', 'PodInitializing'), waiting('two', 'PodInitializing')],
      containerStatuses: [waiting('app', 'PodInitializing')],
    },
    shows: {status: 'Init:0/2', ready: '0/1', phase: 'pending'},
  },
  {
    name: 'init-second',
    spec: {initContainers: [container('one'), container('two')]},
    status: {
      phase: 'Pending',
      initContainerStatuses: [
        {...idle('one'), state: ended({exitCode: 0, reason: 'Completed'}, 9)},
        running('two'),
      ],
      containerStatuses: [waiting('app', 'PodInitializing')],
    },
    shows: {status: 'Init:1/2', ready: '0/1', phase: 'pending'},
  },
  {
    name: 'init-crash-loop',
    spec: {initContainers: [container('one')]},
    status: {
      phase: 'Pending',
      initContainerStatuses: [
        {
          ...waiting('one', 'CrashLoopBackOff'),
          restartCount: 4,
          lastState: ended({exitCode: 2, reason: 'Error'}, 400),
        },
      ],
      containerStatuses: [waiting('app', 'PodInitializing')],
    },
    shows: {status: 'Init:CrashLoopBackOff', ready: '0/1', phase: 'failing'},
    trouble: 'CrashLoopBackOff',
  },
  {
    name: 'init-error',
    spec: {initContainers: [container('one')], restartPolicy: 'Never'},
    status: {
      phase: 'Failed',
      initContainerStatuses: [{...idle('one'), state: ended({exitCode: 1, reason: 'Error'}, 30)}],
      containerStatuses: [waiting('app', 'PodInitializing')],
    },
    shows: {status: 'Init:Error', ready: '0/1', phase: 'failing'},
    trouble: 'Error',
  },
  {
    name: 'init-exit-code',
    spec: {initContainers: [container('one')]},
    status: {phase: 'Pending', initContainerStatuses: [{...idle('one'), state: ended({exitCode: 1}, 30)}]},
    shows: {status: 'Init:ExitCode:1', ready: '0/1', phase: 'failing'},
    trouble: 'Error',
  },
  {
    name: 'init-signal',
    spec: {initContainers: [container('one')]},
    status: {
      phase: 'Pending',
      initContainerStatuses: [{...idle('one'), state: ended({exitCode: 137, signal: 9}, 30)}],
    },
    shows: {status: 'Init:Signal:9', ready: '0/1', phase: 'failing'},
    trouble: 'Error',
  },
  {
    name: 'init-done',
    spec: {initContainers: [container('one')]},
    status: {
      phase: 'Pending',
      conditions: [initialized()],
      initContainerStatuses: [
        {...idle('one'), restartCount: 2, state: ended({exitCode: 0, reason: 'Completed'}, 9)},
      ],
      containerStatuses: [waiting('app', 'PodInitializing')],
    },
    shows: {status: 'PodInitializing', ready: '0/1', phase: 'pending'},
  },
  {
    name: 'sidecar-running',
    spec: {initContainers: [sidecar('proxy'), container('one')]},
    status: {
      phase: 'Running',
      conditions: [initialized(), ready('True')],
      initContainerStatuses: [
        {...running('proxy'), restartCount: 2, lastState: ended({exitCode: 1, reason: 'Error'}, 90)},
        {...idle('one'), restartCount: 5, state: ended({exitCode: 0, reason: 'Completed'}, 9)},
      ],
      containerStatuses: [{...running('app'), restartCount: 1, lastState: ended({exitCode: 1}, 4000)}],
    },
    shows: {status: 'Running', ready: '2/2', phase: 'running'},
  },
  {
    name: 'sidecar-not-started',
    spec: {initContainers: [sidecar('proxy'), container('one')]},
    status: {
      phase: 'Pending',
      initContainerStatuses: [
        {...running('proxy'), started: false, ready: false},
        waiting('one', 'PodInitializing'),
      ],
    },
    shows: {status: 'Init:0/2', ready: '0/2', phase: 'pending'},
  },
  {
    name: 'sidecar-crash-loop-initialized',
    spec: {initContainers: [sidecar('proxy')]},
    status: {
      phase: 'Running',
      conditions: [initialized()],
      initContainerStatuses: [
        {...waiting('proxy', 'CrashLoopBackOff'), restartCount: 6, lastState: ended({exitCode: 1}, 100)},
      ],
      containerStatuses: [running('app')],
    },
    shows: {status: 'Init:CrashLoopBackOff', ready: '1/2', phase: 'failing'},
    trouble: 'CrashLoopBackOff',
  },
  {
    name: 'one-completed-one-running',
    spec: {containers: [container('app'), container('once')]},
    status: {
      phase: 'Running',
      conditions: [initialized(), ready('True')],
      containerStatuses: [
        {...idle('app'), state: ended({exitCode: 0, reason: 'Completed'}, 20)},
        running('once'),
      ],
    },
    shows: {status: 'Running', ready: '1/2', phase: 'running'},
  },
  {
    name: 'one-completed-not-ready',
    spec: {containers: [container('app'), container('once')]},
    status: {
      phase: 'Running',
      conditions: [initialized(), ready('False')],
      containerStatuses: [
        {...idle('app'), state: ended({exitCode: 0, reason: 'Completed'}, 20)},
        running('once'),
      ],
    },
    shows: {status: 'NotReady', ready: '1/2', phase: 'running'},
  },
  {
    name: 'one-completed-one-error',
    spec: {containers: [container('app'), container('once')]},
    status: {
      phase: 'Running',
      conditions: [initialized()],
      containerStatuses: [
        {...idle('app'), state: ended({exitCode: 0, reason: 'Completed'}, 20)},
        {...idle('once'), state: ended({exitCode: 3, reason: 'Error'}, 20)},
      ],
    },
    shows: {status: 'Error', ready: '0/2', phase: 'failing'},
    trouble: 'Error',
  },
  {
    name: 'two-waiting',
    spec: {containers: [container('app'), container('once')]},
    status: {
      phase: 'Pending',
      containerStatuses: [
        waiting('app', 'ErrImagePull', 'not found'),
        waiting('once', 'CreateContainerConfigError'),
      ],
    },
    shows: {status: 'ErrImagePull', ready: '0/2', phase: 'failing'},
    trouble: 'ErrImagePull',
  },
  {
    name: 'nominated-and-gates',
    spec: {readinessGates: [{conditionType: 'example.com/lb'}, {conditionType: 'example.com/dns'}]},
    status: {
      phase: 'Running',
      nominatedNodeName: 'node-7',
      conditions: [initialized(), {type: 'example.com/lb', status: 'True'}],
      containerStatuses: [running('app')],
    },
    shows: {status: 'Running', ready: '1/1', phase: 'running'},
  },
  {
    name: 'nothing-known',
    status: {phase: 'Pending'},
    shows: {status: 'Pending', ready: '0/1', phase: 'pending'},
  },
];

/** The object to create; the scheduler and the kubelets of a cluster leave it alone. */
export function podOf({name, spec, isDeleted}: PodCase): Record<string, unknown> {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: {app: 'cases', case: name},
      ...(isDeleted === true ? {finalizers: ['example.com/hold']} : {}),
    },
    spec: {
      containers: [container('app')],
      schedulerName: 'nobody',
      terminationGracePeriodSeconds: 0,
      ...spec,
    },
  };
}

function container(name: string) {
  return {name, image: `example.com/${name}:1`, resources: {requests: {cpu: '250m', memory: '64Mi'}}};
}

function sidecar(name: string) {
  return {...container(name), restartPolicy: 'Always'};
}

function idle(name: string) {
  return {name, image: `example.com/${name}:1`, imageID: '', ready: false, started: false, restartCount: 0};
}

function running(name: string) {
  return {...idle(name), ready: true, started: true, state: {running: {startedAt: ago(100)}}};
}

function waiting(name: string, reason: string, message = '') {
  return {...idle(name), state: {waiting: {reason, message}}};
}

function ended(terminated: Record<string, unknown>, seconds: number) {
  return {terminated: {...terminated, startedAt: ago(seconds + 50), finishedAt: ago(seconds)}};
}

function ago(seconds: number): string {
  return new Date(Math.floor(Date.now() / 1000 - seconds) * 1000).toISOString().replace('.000', '');
}

function ready(status: string) {
  return {type: 'Ready', status};
}

function initialized() {
  return {type: 'Initialized', status: 'True'};
}
