import {tableKind} from '../../src/kinds/index.ts';
import type {AskOptions} from '../demo/stage.ts';
import {plurals} from './world.ts';

interface Refused {
  readonly code: number;
  readonly reason?: string;
  readonly message: RegExp;
  readonly details?: object;
}

const noSuchResource: Refused = {
  code: 404,
  reason: 'NotFound',
  message: /^the server could not find the requested resource$/,
  details: {},
};

export const refusals: Readonly<
  Record<string, AskOptions & {readonly path: string; readonly answer: Refused}>
> = {
  'an object that is not there': {
    path: '/api/v1/namespaces/default/pods/nobody',
    answer: {
      code: 404,
      reason: 'NotFound',
      message: /^pods "nobody" not found$/,
      details: {kind: 'pods', name: 'nobody'},
    },
  },
  'an object of a group that is not there': {
    path: '/apis/apps/v1/namespaces/default/deployments/nobody',
    answer: {
      code: 404,
      reason: 'NotFound',
      message: /^deployments.apps "nobody" not found$/,
      details: {group: 'apps', kind: 'deployments', name: 'nobody'},
    },
  },
  'an object without its namespace': {path: '/api/v1/pods/nobody', answer: noSuchResource},
  'a kind that is not there': {path: '/apis/apps/v1/unicorns', answer: noSuchResource},
  'a form that nobody writes': {
    path: '/api/v1/pods',
    accept: 'application/xml',
    answer: {
      code: 406,
      reason: 'NotAcceptable',
      message: /^406: Not Acceptable\n\nAvailable representations: application\/json, /,
      details: {},
    },
  },
  'a limit that is no number': {
    path: '/api/v1/pods?limit=many',
    answer: {
      code: 400,
      reason: 'BadRequest',
      message: /^strconv\.ParseInt: parsing "many": invalid syntax$/,
    },
  },
  // What is wrong with it is told by the parser of each.
  'a label selector that cannot be read': {
    path: '/api/v1/pods?labelSelector=a%3Db%3Dc',
    answer: {code: 400, reason: 'BadRequest', message: /./},
  },
  'a field that cannot be selected by': {
    path: '/api/v1/pods?fieldSelector=spec.colour%3Dred',
    answer: {code: 400, reason: 'BadRequest', message: /^field label not supported: spec\.colour$/},
  },
  'a continue token that nobody gave': {
    path: '/api/v1/pods?continue=nonsense',
    answer: {
      code: 400,
      reason: 'BadRequest',
      message: /^invalid continue token: continue key is not valid/,
    },
  },
  'a watch from a version that is no number': {
    path: '/api/v1/pods?watch=1&resourceVersion=now',
    answer: {
      code: 500,
      message: /^resourceVersion: Invalid value: "now": strconv\.ParseUint: parsing "now": invalid syntax$/,
    },
  },
  'to delete what tells of resources': {
    path: '/api/v1',
    method: 'DELETE',
    answer: {
      code: 405,
      reason: 'MethodNotAllowed',
      message: /^the server does not allow this method on the requested resource$/,
      details: {},
    },
  },
};

export const marks = {string: '', integer: '#', boolean: '?'};

/** Columns that a server prints: `#` for numbers, `?` for yes or no, `+` for those of `-o wide`. */
export const tables = {
  [`/api/v1/${plurals.Pod}`]:
    'Name, Ready, Status, Restarts, Age, IP+, Node+, Nominated Node+, Readiness Gates+',
  [`/api/v1/${plurals.Node}`]:
    'Name, Status, Roles, Age, Version, Internal-IP+, External-IP+, OS-Image+, Kernel-Version+, Container-Runtime+',
  [`/api/v1/${plurals.Namespace}`]: 'Name, Status, Age',
  [`/api/v1/${plurals.ConfigMap}`]: 'Name, Data, Age',
  '/api/v1/services': 'Name, Type, Cluster-IP, External-IP, Port(s), Age, Selector+',
  '/api/v1/events':
    'Last Seen, Type, Reason, Object, Subobject+, Source+, Message, First Seen+, Count+, Name+',
  '/apis/apps/v1/deployments': 'Name, Ready, Up-to-date, Available, Age, Containers+, Images+, Selector+',
  '/apis/apps/v1/replicasets': 'Name, Desired#, Current#, Ready#, Age, Containers+, Images+, Selector+',
  '/apis/apps/v1/statefulsets': 'Name, Ready, Age, Containers+, Images+',
  '/apis/apps/v1/daemonsets':
    'Name, Desired#, Current#, Ready#, Up-to-date#, Available#, Node Selector, Age, Containers+, Images+, Selector+',
  '/apis/batch/v1/jobs': 'Name, Status, Completions, Duration, Age, Containers+, Images+, Selector+',
  '/apis/batch/v1/cronjobs':
    'Name, Schedule, Timezone, Suspend?, Active#, Last Schedule, Age, Containers+, Images+, Selector+',
};

export const names: Readonly<Record<string, string | undefined>> = {
  po: 'pods. Pod namespaced',
  pod: 'pods. Pod namespaced',
  no: 'nodes. Node',
  ns: 'namespaces. Namespace',
  cm: 'configmaps. ConfigMap namespaced',
  svc: 'services. Service namespaced',
  ev: 'events. Event namespaced',
  secret: 'secrets. Secret namespaced',
  pvc: 'persistentvolumeclaims. PersistentVolumeClaim namespaced',
  deploy: 'deployments.apps Deployment namespaced',
  rs: 'replicasets.apps ReplicaSet namespaced',
  sts: 'statefulsets.apps StatefulSet namespaced',
  ds: 'daemonsets.apps DaemonSet namespaced',
  cj: 'cronjobs.batch CronJob namespaced',
  job: 'jobs.batch Job namespaced',
  hpa: 'horizontalpodautoscalers.autoscaling HorizontalPodAutoscaler namespaced',
  pdb: 'poddisruptionbudgets.policy PodDisruptionBudget namespaced',
  ing: 'ingresses.networking.k8s.io Ingress namespaced',
  'deployments.v1.apps': 'deployments.apps Deployment namespaced',
  'apps/v1/deployments': 'deployments.apps Deployment namespaced',
  unicorns: undefined,
};

export const secrets = tableKind({
  group: '',
  version: 'v1',
  plural: 'secrets',
  singular: 'secret',
  kind: 'Secret',
  shortNames: [],
  namespaced: true,
});

export const unheardOf = tableKind({
  group: 'example.org',
  version: 'v1',
  plural: 'unicorns',
  singular: 'unicorn',
  kind: 'Unicorn',
  shortNames: [],
  namespaced: true,
});
