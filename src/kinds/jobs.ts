import {age} from '../text/index.ts';
import {ageColumn, column, nameColumn, orNone, wide} from './columns.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {controllerOf, type Owner} from './owner.ts';
import {intern, internLabels} from './pool.ts';
import {field, pointer, repeated, schema} from './schema.ts';
import {containersOf, type LabelSelector, selectorText, type Template, templateMessages} from './template.ts';
import {
  type Condition,
  condition,
  metadataField,
  metadataMessages,
  type ObjectMeta,
  ownerMessages,
  ownersField,
  seconds,
  type Time,
} from './wellknown.ts';

export interface JobRecord extends BaseRecord {
  /** Its CronJob, where it has one. */
  readonly owner: Owner | undefined;
  /** kubectl's STATUS: `Complete`, `Failed`, `Suspended`, `Running` … */
  readonly status: string;
  readonly active: number;
  readonly succeeded: number;
  readonly failed: number;
  /** As many as must succeed; -1 for a work queue, where one success ends it. */
  readonly completions: number;
  readonly parallelism: number;
  /** Seconds; 0 where it has not. */
  readonly started: number;
  readonly completed: number;
  /** `DeadlineExceeded`, `BackoffLimitExceeded` … and since when, seconds; '' and 0 while it has not failed. */
  readonly failure: string;
  readonly failedAt: number;
  readonly containers: string;
  readonly images: string;
  readonly selector: string;
}

export const jobs: Kind<JobRecord> = {
  resource: {
    group: 'batch',
    version: 'v1',
    plural: 'jobs',
    singular: 'job',
    kind: 'Job',
    shortNames: [],
    namespaced: true,
  },
  protobuf: schema('Job', {
    ...metadataMessages(ownersField),
    ...ownerMessages,
    ...templateMessages(),
    Job: {metadata: metadataField, spec: field('JobSpec', 2), status: field('JobStatus', 3)},
    JobSpec: {
      parallelism: pointer('int32', 1),
      completions: pointer('int32', 2),
      selector: field('LabelSelector', 4),
      template: field('PodTemplateSpec', 6),
    },
    JobStatus: {
      conditions: repeated('JobCondition', 1),
      startTime: field('Time', 2),
      completionTime: field('Time', 3),
      active: field('int32', 4),
      succeeded: field('int32', 5),
      failed: field('int32', 6),
    },
    JobCondition: {
      type: field('string', 1),
      status: field('string', 2),
      lastTransitionTime: field('Time', 4),
      reason: field('string', 5),
    },
  }),
  project,
  columns: [
    nameColumn,
    column('STATUS', (job) => job.status),
    column('COMPLETIONS', completionsText, {value: (job) => job.succeeded}),
    column('DURATION', (job, {now}) => (job.started === 0 ? '' : age(duration(job, now))), {
      value: (job, {now}) => (job.started === 0 ? -1 : duration(job, now)),
    }),
    ageColumn,
    column('CONTAINERS', (job) => job.containers, wide),
    column('IMAGES', (job) => job.images, wide),
    column('SELECTOR', (job) => orNone(job.selector), wide),
  ],
};

function completionsText({succeeded, completions, parallelism}: JobRecord): string {
  if (completions >= 0) return `${succeeded}/${completions}`;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function duration(job: JobRecord, now: number): number {
  return (job.completed === 0 ? now : job.completed) - job.started;
}

interface JobShape {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly parallelism?: number | null;
    readonly completions?: number | null;
    readonly selector?: LabelSelector | null;
    readonly template?: Template | null;
  } | null;
  readonly status?: {
    readonly conditions?: readonly Condition[] | null;
    readonly startTime?: Time;
    readonly completionTime?: Time;
    readonly active?: number;
    readonly succeeded?: number;
    readonly failed?: number;
  } | null;
}

function project(object: unknown): JobRecord {
  const job = object as JobShape;
  const {metadata, spec, status} = job;
  const failed = condition(status?.conditions, 'Failed');
  const hasFailed = failed?.status === 'True';
  const {containers, images} = containersOf(spec?.template);
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    owner: controllerOf(metadata?.ownerReferences),
    status: statusOf(job),
    active: status?.active ?? 0,
    succeeded: status?.succeeded ?? 0,
    failed: status?.failed ?? 0,
    completions: spec?.completions ?? -1,
    parallelism: spec?.parallelism ?? 0,
    started: seconds(status?.startTime),
    completed: seconds(status?.completionTime),
    failure: hasFailed ? intern(failed.reason || 'Failed') : '',
    failedAt: hasFailed ? seconds(failed.lastTransitionTime) : 0,
    containers,
    images,
    selector: selectorText(spec?.selector),
  };
}

/** The first that holds, in the order of the server's own printer. */
function statusOf({metadata, status}: JobShape): string {
  const has = (type: string) => condition(status?.conditions, type)?.status === 'True';
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (seconds(metadata?.deletionTimestamp) !== 0) return 'Terminating';
  if (has('Suspended')) return 'Suspended';
  if (has('FailureTarget')) return 'FailureTarget';
  if (has('SuccessCriteriaMet')) return 'SuccessCriteriaMet';
  return 'Running';
}
