import type {KubeObject} from '../store.ts';
import {type Hand, metadata, time} from './metadata.ts';

/** A node as the simulation holds it. Times in ms. */
export interface Node {
  readonly name: string;
  readonly uid: string;
  readonly created: number;
  readonly address: string;
  readonly region: string;
  readonly zone: string;
  readonly pool: 'general' | 'gpu';
  readonly vendor: 'eks' | 'gke' | 'own';
  /** The kubelet's. */
  readonly version: string;
  /** Cores and GiB there are. */
  readonly cpu: number;
  readonly memory: number;
  readonly readySince: number;
  /** When its kubelet last wrote the conditions whole. */
  readonly heardAt: number;
  /** Set while its kubelet is silent. */
  readonly lostSince: number | undefined;
}

/** What can be asked of it: kubelet and system keep some. Millicores and MiB. */
export function allocatable({cpu, memory}: Pick<Node, 'cpu' | 'memory'>): {
  readonly cpu: number;
  readonly memory: number;
} {
  return {cpu: cpu * 1000 - 80, memory: memory * 1024 - 1100};
}

export function nodeObject(node: Node): KubeObject {
  const {name, uid, created, region, zone, pool, vendor, version, lostSince} = node;
  const can = allocatable(node);
  return {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: metadata({
      name,
      uid,
      created,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': instanceTypes[vendor][pool],
        'node.acme.example/pool': pool,
        'topology.kubernetes.io/region': region,
        'topology.kubernetes.io/zone': zone,
      },
      annotations: {'node.alpha.kubernetes.io/ttl': '0'},
      hands: hands(node),
    }),
    spec: {
      podCIDR: '10.0.0.0/24',
      providerID: providerId(node),
      ...(lostSince !== undefined && {
        taints: [
          {key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule', timeAdded: time(lostSince)},
          {key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: time(lostSince)},
        ],
      }),
    },
    status: {
      capacity: {
        cpu: String(node.cpu),
        memory: `${node.memory}Gi`,
        pods: '110',
        'ephemeral-storage': '100Gi',
      },
      allocatable: {cpu: `${can.cpu}m`, memory: `${can.memory}Mi`, pods: '110', 'ephemeral-storage': '92Gi'},
      conditions: conditions(node),
      addresses: [
        {type: 'InternalIP', address: node.address},
        {type: 'Hostname', address: name},
      ],
      daemonEndpoints: {kubeletEndpoint: {Port: 10250}},
      nodeInfo: {
        machineID: uid.replaceAll('-', ''),
        systemUUID: uid,
        bootID: uid,
        kernelVersion: kernels[vendor],
        osImage: systems[vendor],
        containerRuntimeVersion: 'containerd://2.1.5',
        kubeletVersion: version,
        kubeProxyVersion: version,
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  };
}

const instanceTypes = {
  eks: {general: 'm7i.xlarge', gpu: 'g6.xlarge'},
  gke: {general: 'n4-standard-4', gpu: 'g2-standard-4'},
  own: {general: 'm1.large', gpu: 'g1.large'},
};

const kernels = {eks: '6.12.53-69.119.amzn2023.x86_64', gke: '6.6.105+', own: '6.8.0-87-generic'};

const systems = {
  eks: 'Amazon Linux 2023.9.20251105',
  gke: 'Container-Optimized OS from Google',
  own: 'Ubuntu 24.04.3 LTS',
};

function providerId({vendor, zone, uid, name}: Node): string {
  switch (vendor) {
    case 'eks':
      return `aws:///${zone}/i-0${uid.replaceAll('-', '').slice(0, 16)}`;
    case 'gke':
      return `gce://acme-fleet/${zone}/${name}`;
    case 'own':
      return `openstack:///${uid}`;
  }
}

function conditions({created, readySince, heardAt, lostSince}: Node): readonly object[] {
  const one = (type: string, status: string, reason: string, message: string) => ({
    type,
    status: lostSince === undefined ? status : 'Unknown',
    // A kubelet renews its lease, and the status itself only where something changed or every five minutes.
    lastHeartbeatTime: time(lostSince ?? heardAt),
    lastTransitionTime: time(lostSince ?? (type === 'Ready' ? readySince : created)),
    reason: lostSince === undefined ? reason : 'NodeStatusUnknown',
    message: lostSince === undefined ? message : 'Kubelet stopped posting node status.',
  });
  return [
    one('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    one('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    one('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    one('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
  ];
}

function hands({created, readySince, lostSince}: Node): readonly Hand[] {
  return [
    {manager: 'kubelet', operation: 'Update', apiVersion: 'v1', at: created, fields: byKubelet},
    {
      manager: 'kube-controller-manager',
      operation: 'Update',
      apiVersion: 'v1',
      at: lostSince ?? created,
      fields: byController,
    },
    {
      manager: 'kubelet',
      operation: 'Update',
      apiVersion: 'v1',
      at: readySince,
      fields: statusByKubelet,
      subresource: 'status',
    },
  ];
}

const byKubelet = ['metadata labels', 'spec providerID'];
const byController = ['metadata annotations', 'spec podCIDR', 'spec taints'];
const statusByKubelet = ['status conditions', 'status allocatable', 'status nodeInfo'];
