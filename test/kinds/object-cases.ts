import type {Kind} from '../../src/kinds/index.ts';
import * as kinds from '../../src/kinds/index.ts';

/** An object to create, and what to write through its status subresource. */
export interface ObjectCase {
  readonly kind: Kind;
  readonly object: Record<string, unknown>;
  readonly status?: Record<string, unknown>;
}

/**
 * At least two objects of every kind: one with as much as its columns show, one with as little as the server accepts.
 * Conditions that controllers would overwrite are written all the same: whatever stands there when it is read is
 * compared with what the server prints of that very version.
 */
export const objectCases: readonly ObjectCase[] = [
  {
    kind: kinds.nodes,
    object: {
      metadata: {
        name: 'cases-full',
        labels: {
          'node-role.kubernetes.io/control-plane': '',
          'node-role.kubernetes.io/etcd': '',
          'kubernetes.io/role': 'infra',
          'topology.kubernetes.io/region': 'eu-west-1',
          'topology.kubernetes.io/zone': 'eu-west-1a',
        },
      },
      spec: {
        unschedulable: true,
        providerID: 'aws:///eu-west-1a/i-0abc',
        taints: [{key: 'dedicated', value: 'infra', effect: 'NoSchedule'}],
      },
    },
    status: {
      allocatable: {cpu: '3920m', memory: '15Gi', pods: '110'},
      capacity: {cpu: '4', memory: '16Gi', pods: '110'},
      conditions: [
        {type: 'DiskPressure', status: 'True', reason: 'KubeletHasDiskPressure', lastTransitionTime: now()},
        {type: 'Ready', status: 'True', reason: 'KubeletReady', lastTransitionTime: now()},
      ],
      addresses: [
        {type: 'InternalIP', address: '10.0.0.4'},
        {type: 'ExternalIP', address: '198.51.100.4'},
      ],
      nodeInfo: {
        architecture: 'arm64',
        kernelVersion: '6.12.1',
        osImage: 'Talos (v1.12)',
        containerRuntimeVersion: 'containerd://2.2.0',
        kubeletVersion: 'v1.37.2',
        kubeProxyVersion: '',
        machineID: '',
        systemUUID: '',
        bootID: '',
        operatingSystem: 'linux',
      },
    },
  },
  {
    kind: kinds.nodes,
    object: {metadata: {name: 'cases-silent'}},
    status: {conditions: [{type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown'}]},
  },
  {kind: kinds.nodes, object: {metadata: {name: 'cases-new'}}},
  {kind: kinds.namespaces, object: {metadata: {name: 'cases-other', labels: {team: 'a'}}}},
  {
    kind: kinds.deployments,
    object: {
      metadata: {
        name: 'full',
        labels: {app: 'full'},
        annotations: {'deployment.kubernetes.io/revision': '7'},
      },
      spec: {
        replicas: 4,
        paused: true,
        selector: {
          matchLabels: {app: 'full'},
          matchExpressions: [
            {key: 'tier', operator: 'In', values: ['web', 'api']},
            {key: 'canary', operator: 'DoesNotExist'},
            {key: 'zone', operator: 'NotIn', values: ['b']},
            {key: 'built', operator: 'Exists'},
          ],
        },
        template: template({app: 'full', tier: 'web', built: 'yes'}, ['one', 'two']),
      },
    },
    status: {
      observedGeneration: 1,
      replicas: 4,
      updatedReplicas: 2,
      readyReplicas: 3,
      availableReplicas: 3,
      conditions: [
        {type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'has timed out'},
        {type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota'},
      ],
    },
  },
  {
    kind: kinds.deployments,
    object: {
      metadata: {name: 'none'},
      spec: {replicas: 0, selector: {matchLabels: {app: 'none'}}, template: template({app: 'none'})},
    },
  },
  {
    kind: kinds.statefulsets,
    object: {
      metadata: {name: 'full'},
      spec: {
        replicas: 3,
        serviceName: 'full',
        updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition: 2}},
        selector: {matchLabels: {app: 'sfull'}},
        template: template({app: 'sfull'}, ['db', 'backup']),
      },
    },
    status: {
      observedGeneration: 1,
      replicas: 3,
      readyReplicas: 2,
      currentReplicas: 2,
      updatedReplicas: 1,
      availableReplicas: 2,
      currentRevision: 'full-1',
      updateRevision: 'full-2',
    },
  },
  {
    kind: kinds.statefulsets,
    object: {
      metadata: {name: 'none'},
      spec: {
        replicas: 0,
        serviceName: '',
        updateStrategy: {type: 'OnDelete'},
        selector: {matchLabels: {app: 'snone'}},
        template: template({app: 'snone'}),
      },
    },
  },
  {
    kind: kinds.daemonsets,
    object: {
      metadata: {name: 'full'},
      spec: {
        updateStrategy: {type: 'OnDelete'},
        selector: {matchLabels: {app: 'dfull'}},
        template: template({app: 'dfull'}, ['agent'], {nodeSelector: {zone: 'b', arch: 'arm64'}}),
      },
    },
    status: {
      observedGeneration: 1,
      currentNumberScheduled: 5,
      desiredNumberScheduled: 6,
      numberMisscheduled: 0,
      numberReady: 3,
      updatedNumberScheduled: 4,
      numberAvailable: 2,
    },
  },
  {
    kind: kinds.daemonsets,
    object: {
      metadata: {name: 'none'},
      spec: {selector: {matchLabels: {app: 'dnone'}}, template: template({app: 'dnone'})},
    },
  },
  {
    kind: kinds.replicasets,
    object: {
      metadata: {
        name: 'full-6d5f',
        annotations: {
          'deployment.kubernetes.io/revision': '3',
          'deployment.kubernetes.io/revision-history': '1',
        },
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: 'gone',
            uid: '00000000-0000-4000-8000-000000000000',
          },
        ],
      },
      spec: {
        replicas: 0,
        selector: {matchLabels: {app: 'rfull'}},
        template: template({app: 'rfull'}, ['a', 'b']),
      },
    },
    status: {
      replicas: 3,
      readyReplicas: 1,
      availableReplicas: 1,
      observedGeneration: 1,
      fullyLabeledReplicas: 3,
      conditions: [
        {type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'pods is forbidden'},
      ],
    },
  },
  {
    kind: kinds.jobs,
    object: {
      metadata: {name: 'complete'},
      spec: {completions: 3, parallelism: 2, suspend: true, template: template(undefined, ['job'], never())},
    },
    status: {startTime: now(-600), succeeded: 1, active: 0, failed: 1, ready: 0},
  },
  {
    kind: kinds.jobs,
    object: {
      metadata: {name: 'queue'},
      spec: {parallelism: 3, template: template(undefined, ['job'], never())},
    },
    status: {startTime: now(-60), succeeded: 0, active: 3, ready: 0},
  },
  {
    kind: kinds.jobs,
    object: {
      metadata: {name: 'suspended'},
      spec: {suspend: true, template: template(undefined, ['job'], never())},
    },
    status: {conditions: [{type: 'Suspended', status: 'True', reason: 'JobSuspended'}]},
  },
  {
    kind: kinds.jobs,
    object: {
      metadata: {name: 'failed'},
      spec: {suspend: true, template: template(undefined, ['job'], never())},
    },
    status: {
      startTime: now(-300),
      conditions: [
        {type: 'FailureTarget', status: 'True', reason: 'BackoffLimitExceeded'},
        {type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded'},
      ],
    },
  },
  {
    kind: kinds.cronjobs,
    object: {
      metadata: {name: 'full'},
      spec: {
        schedule: '*/5 * * * *',
        timeZone: 'Europe/Berlin',
        suspend: true,
        jobTemplate: {spec: {template: template(undefined, ['job'], never())}},
      },
    },
    status: {
      lastScheduleTime: now(-4000),
      lastSuccessfulTime: now(-3000),
      active: [{apiVersion: 'batch/v1', kind: 'Job', name: 'full-1', namespace: 'cases'}],
    },
  },
  {
    kind: kinds.cronjobs,
    object: {
      metadata: {name: 'never'},
      spec: {schedule: '0 0 31 2 *', jobTemplate: {spec: {template: template(undefined, ['job'], never())}}},
    },
  },
  ...[
    {name: 'plain', spec: {selector: {b: '2', a: '1'}, ports: [{name: 'a', port: 80}]}},
    {name: 'headless', spec: {clusterIP: 'None', selector: {app: 'x'}}},
    {
      name: 'external-ips',
      spec: {externalIPs: ['192.0.2.9', '192.0.2.10'], ports: [{port: 53, protocol: 'UDP'}]},
    },
    {
      name: 'node-port',
      spec: {
        type: 'NodePort',
        ports: [
          {name: 'a', port: 80},
          {name: 'b', port: 443},
        ],
      },
    },
    {name: 'name', spec: {type: 'ExternalName', externalName: 'db.example.com'}},
    {name: 'balancer-pending', spec: {type: 'LoadBalancer', ports: [{port: 80}]}},
  ].map(({name, spec}) => ({kind: kinds.services, object: {metadata: {name}, spec}})),
  {
    kind: kinds.services,
    object: {
      metadata: {name: 'balancer'},
      spec: {type: 'LoadBalancer', externalIPs: ['192.0.2.1'], ports: [{port: 80}]},
    },
    status: {loadBalancer: {ingress: [{hostname: 'b.elb.example.com'}, {ip: '198.51.100.7'}]}},
  },
  {
    kind: kinds.endpointslices,
    object: {
      metadata: {name: 'full', labels: {'kubernetes.io/service-name': 'plain'}},
      addressType: 'IPv4',
      ports: [
        {name: 'a', port: 80},
        {name: 'b', port: 81},
        {name: 'c', port: 82},
        {name: 'd', port: 83},
      ],
      endpoints: [
        {addresses: ['10.1.0.1'], conditions: {ready: true}},
        {addresses: ['10.1.0.2'], conditions: {ready: false}},
        {addresses: ['10.1.0.3'], conditions: {}},
        {addresses: ['10.1.0.4']},
        {addresses: ['10.1.0.5']},
      ],
    },
  },
  {
    kind: kinds.endpointslices,
    object: {metadata: {name: 'few'}, addressType: 'IPv6', ports: [{name: 'any'}, {name: ''}], endpoints: []},
  },
  {kind: kinds.endpointslices, object: {metadata: {name: 'none'}, addressType: 'FQDN', endpoints: []}},
  {
    kind: kinds.ingresses,
    object: {
      metadata: {name: 'full'},
      spec: {
        ingressClassName: 'nginx',
        tls: [{hosts: ['a.example.com']}],
        rules: ['a', 'b', 'c', 'd', 'e'].map((host) => ({host: `${host}.example.com`})),
      },
    },
    status: {loadBalancer: {ingress: [{ip: '198.51.100.8'}, {hostname: 'lb.example.com'}]}},
  },
  {
    kind: kinds.ingresses,
    object: {
      metadata: {name: 'any-host'},
      spec: {defaultBackend: {service: {name: 'plain', port: {number: 80}}}},
    },
  },
  {
    kind: kinds.horizontalpodautoscalers,
    object: {
      metadata: {name: 'full'},
      spec: {
        scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'missing'},
        minReplicas: 2,
        maxReplicas: 9,
        metrics: [
          {type: 'Resource', resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 80}}},
          {
            type: 'Resource',
            resource: {name: 'memory', target: {type: 'AverageValue', averageValue: '500Mi'}},
          },
          {
            type: 'Pods',
            pods: {metric: {name: 'requests'}, target: {type: 'AverageValue', averageValue: '1k'}},
          },
        ],
      },
    },
    status: {
      currentReplicas: 3,
      desiredReplicas: 4,
      currentMetrics: [
        {type: 'Resource', resource: {name: 'cpu', current: {averageUtilization: 35, averageValue: '100m'}}},
        {type: 'Resource', resource: {name: 'memory', current: {averageValue: '123456Ki'}}},
      ],
    },
  },
  {
    kind: kinds.horizontalpodautoscalers,
    object: {
      metadata: {name: 'external'},
      spec: {
        scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'missing'},
        maxReplicas: 3,
        metrics: [
          {
            type: 'External',
            external: {metric: {name: 'queue'}, target: {type: 'AverageValue', averageValue: '30'}},
          },
          {
            type: 'Object',
            object: {
              metric: {name: 'hits'},
              describedObject: {kind: 'Service', name: 'plain', apiVersion: 'v1'},
              target: {type: 'Value', value: '10k'},
            },
          },
        ],
      },
    },
    status: {
      currentReplicas: 0,
      desiredReplicas: 0,
      currentMetrics: [
        {type: 'External', external: {metric: {name: 'queue'}, current: {averageValue: '12500m'}}},
        {
          type: 'Object',
          object: {
            metric: {name: 'hits'},
            describedObject: {kind: 'Service', name: 'plain', apiVersion: 'v1'},
            current: {value: '4k'},
          },
        },
      ],
    },
  },
  {
    kind: kinds.horizontalpodautoscalers,
    object: {
      metadata: {name: 'container'},
      spec: {
        scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'missing'},
        maxReplicas: 3,
        metrics: [
          {
            type: 'ContainerResource',
            containerResource: {
              name: 'cpu',
              container: 'app',
              target: {type: 'Utilization', averageUtilization: 50},
            },
          },
        ],
      },
    },
  },
  {
    kind: kinds.poddisruptionbudgets,
    object: {
      metadata: {name: 'percent'},
      spec: {minAvailable: '50%', selector: {matchLabels: {app: 'x'}}},
    },
    status: {
      disruptionsAllowed: 2,
      currentHealthy: 4,
      desiredHealthy: 2,
      expectedPods: 4,
      observedGeneration: 1,
    },
  },
  {
    kind: kinds.poddisruptionbudgets,
    object: {metadata: {name: 'zero'}, spec: {maxUnavailable: 0, selector: {matchLabels: {app: 'y'}}}},
  },
  {
    kind: kinds.persistentvolumeclaims,
    object: {
      metadata: {name: 'bound'},
      spec: {
        accessModes: ['ReadWriteMany', 'ReadWriteOnce'],
        resources: {requests: {storage: '10Gi'}},
        storageClassName: 'fast',
        volumeName: 'pv-1',
        volumeMode: 'Block',
      },
    },
    status: {phase: 'Bound', accessModes: ['ReadWriteMany', 'ReadWriteOnce'], capacity: {storage: '12Gi'}},
  },
  {
    kind: kinds.persistentvolumeclaims,
    object: {
      metadata: {name: 'old-class', annotations: {'volume.beta.kubernetes.io/storage-class': 'slow'}},
      spec: {accessModes: ['ReadWriteOncePod'], resources: {requests: {storage: '1Gi'}}},
    },
  },
  {
    kind: kinds.events,
    object: {
      metadata: {name: 'full.1'},
      type: 'Warning',
      reason: 'BackOff',
      message: '  Back-off restarting failed container ',
      involvedObject: {kind: 'Pod', namespace: 'cases', name: 'crash', fieldPath: 'spec.containers{app}'},
      source: {component: 'kubelet', host: 'node-1'},
      firstTimestamp: now(-7000),
      lastTimestamp: now(-90),
      count: 41,
    },
  },
  {
    kind: kinds.events,
    object: {
      metadata: {name: 'series.1'},
      type: 'Warning',
      reason: 'FailedScheduling',
      message: 'no nodes',
      action: 'Scheduling',
      involvedObject: {kind: 'Pod', namespace: 'cases', name: 'pending'},
      eventTime: micro(-500),
      series: {count: 8, lastObservedTime: micro(-20)},
      reportingComponent: 'scheduler',
      reportingInstance: 'scheduler-0',
    },
  },
  {
    kind: kinds.events,
    object: {
      metadata: {name: 'single.1'},
      type: 'Warning',
      reason: 'Odd',
      action: 'Looking',
      involvedObject: {kind: 'Node', namespace: 'cases', name: 'n'},
      eventTime: micro(-30),
      reportingComponent: 'example.com/watcher',
      reportingInstance: 'w',
    },
  },
  {
    kind: kinds.events,
    object: {
      metadata: {name: 'timeless.1'},
      type: 'Warning',
      reason: 'Old',
      message: 'no times at all',
      involvedObject: {kind: 'Thing', namespace: 'cases'},
    },
  },
];

function template(
  labels: Record<string, string> | undefined,
  names = ['app'],
  spec: Record<string, unknown> = {},
) {
  return {
    metadata: labels === undefined ? {} : {labels},
    spec: {containers: names.map((name) => ({name, image: `example.com/${name}:1`})), ...spec},
  };
}

function never() {
  return {restartPolicy: 'Never'};
}

function now(offset = 0): string {
  return `${new Date(Date.now() + offset * 1000).toISOString().slice(0, 19)}Z`;
}

function micro(offset: number): string {
  return `${new Date(Date.now() + offset * 1000).toISOString().slice(0, 19)}.000000Z`;
}
