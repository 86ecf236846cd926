import type {KubeObject} from '../store.ts';
import {metadata, time} from './metadata.ts';
import type {Pod, PodTemplate} from './pod.ts';
import {putObject, type World} from './world.ts';

/** A Job as the simulation holds it. Times in ms. */
export interface Job {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly created: number;
  readonly parallelism: number;
  readonly completions: number;
  readonly template: PodTemplate;
  readonly pods: Map<string, Pod>;
  ended?: {readonly at: number; readonly isComplete: boolean};
}

export function makeJob(
  {random, timeline}: World,
  wanted: Pick<Job, 'namespace' | 'name' | 'parallelism' | 'completions'> & {
    readonly image: string;
    readonly cpu: number;
    readonly memory: number;
  },
): Job {
  const {namespace, name, image, cpu, memory, parallelism, completions} = wanted;
  const uid = random.uid();
  return {
    namespace,
    name,
    uid,
    created: timeline.now,
    parallelism,
    completions,
    template: {
      namespace,
      owner: {apiVersion: 'batch/v1', kind: 'Job', name, uid},
      labels: {
        'batch.kubernetes.io/job-name': name,
        'batch.kubernetes.io/controller-uid': uid,
        'job-name': name,
      },
      container: 'job',
      image,
      cpu,
      memory,
      port: 0,
      isJob: true,
    },
    pods: new Map(),
  };
}

export function publishJob(world: World, job: Job): void {
  putObject(world, 'jobs.batch', jobObject(job));
}

function jobObject({
  namespace,
  name,
  uid,
  created,
  parallelism,
  completions,
  template,
  pods,
  ended,
}: Job): KubeObject {
  const states = [...pods.values()].map(({state}) => state);
  const count = (test: (state: Pod['state']) => boolean): number => states.filter(test).length;
  const succeeded = count((state) => state.type === 'ended' && state.end.exitCode === 0);
  const failed = count((state) => state.type === 'ended' && state.end.exitCode !== 0);
  const active = ended ? 0 : states.length - succeeded - failed;
  const hand = {manager: 'kube-controller-manager', operation: 'Update', apiVersion: 'batch/v1'} as const;
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: metadata({
      name,
      namespace,
      uid,
      created,
      generation: 1,
      labels: template.labels,
      hands: [{...hand, at: ended?.at ?? created, fields: statusFields, subresource: 'status'}],
    }),
    spec: {
      parallelism,
      completions,
      backoffLimit: 2,
      completionMode: 'NonIndexed',
      selector: {matchLabels: {'batch.kubernetes.io/controller-uid': uid}},
      template: {
        metadata: {labels: template.labels},
        spec: {containers: [{name: template.container, image: template.image}], restartPolicy: 'Never'},
      },
    },
    status: {
      startTime: time(created),
      ...(active > 0 && {active}),
      ...(succeeded > 0 && {succeeded}),
      ...(failed > 0 && {failed}),
      ...(ended?.isComplete && {completionTime: time(ended.at)}),
      ...(ended && {conditions: [conditionOf(ended)]}),
    },
  };
}

const statusFields = ['status active', 'status conditions', 'status startTime'];

function conditionOf({at, isComplete}: NonNullable<Job['ended']>): object {
  const times = {lastProbeTime: time(at), lastTransitionTime: time(at)};
  if (isComplete) return {type: 'Complete', status: 'True', ...times, reason: 'CompletionsReached'};
  const message = 'Job has reached the specified backoff limit';
  return {type: 'Failed', status: 'True', ...times, reason: 'BackoffLimitExceeded', message};
}
