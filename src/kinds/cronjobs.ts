import {ageColumn, column, elapsed, nameColumn, orNone, since, wide} from './columns.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {intern, internLabels} from './pool.ts';
import {field, pointer, repeated, schema} from './schema.ts';
import {containersOf, type LabelSelector, selectorText, type Template, templateMessages} from './template.ts';
import {metadataField, metadataMessages, type ObjectMeta, seconds, type Time} from './wellknown.ts';

export interface CronJobRecord extends BaseRecord {
  readonly schedule: string;
  /** `<none>` where it goes by the controller's own. */
  readonly timeZone: string;
  readonly isSuspended: boolean;
  /** Jobs of it that run now. */
  readonly active: number;
  /** Seconds; 0 where it never was. */
  readonly lastScheduled: number;
  readonly lastSuccessful: number;
  readonly containers: string;
  readonly images: string;
  readonly selector: string;
}

export const cronjobs: Kind<CronJobRecord> = {
  resource: {
    group: 'batch',
    version: 'v1',
    plural: 'cronjobs',
    singular: 'cronjob',
    kind: 'CronJob',
    shortNames: ['cj'],
    namespaced: true,
  },
  protobuf: schema('CronJob', {
    ...metadataMessages(),
    ...templateMessages(),
    CronJob: {metadata: metadataField, spec: field('CronJobSpec', 2), status: field('CronJobStatus', 3)},
    CronJobSpec: {
      schedule: field('string', 1),
      suspend: field('bool', 4),
      jobTemplate: field('JobTemplateSpec', 5),
      timeZone: pointer('string', 8),
    },
    JobTemplateSpec: {spec: field('JobSpec', 2)},
    JobSpec: {selector: field('LabelSelector', 4), template: field('PodTemplateSpec', 6)},
    CronJobStatus: {
      active: repeated('ObjectReference', 1),
      lastScheduleTime: field('Time', 4),
      lastSuccessfulTime: field('Time', 5),
    },
    ObjectReference: {},
  }),
  project,
  latest: ({lastScheduled}) => lastScheduled,
  columns: [
    nameColumn,
    column('SCHEDULE', (job) => job.schedule),
    column('TIMEZONE', (job) => job.timeZone),
    column('SUSPEND', (job) => (job.isSuspended ? 'True' : 'False')),
    column('ACTIVE', (job) => job.active),
    column(
      'LAST SCHEDULE',
      (job, {now}) => (job.lastScheduled === 0 ? '<none>' : since(job.lastScheduled, now)),
      {
        value: (job, {now}) => elapsed(job.lastScheduled, now),
      },
    ),
    ageColumn,
    column('CONTAINERS', (job) => job.containers, wide),
    column('IMAGES', (job) => job.images, wide),
    column('SELECTOR', (job) => orNone(job.selector), wide),
  ],
};

interface CronJobShape {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly schedule?: string;
    readonly timeZone?: string | null;
    readonly suspend?: boolean | null;
    readonly jobTemplate?: {
      readonly spec?: {readonly selector?: LabelSelector | null; readonly template?: Template | null} | null;
    } | null;
  } | null;
  readonly status?: {
    readonly active?: readonly unknown[] | null;
    readonly lastScheduleTime?: Time;
    readonly lastSuccessfulTime?: Time;
  } | null;
}

function project(object: unknown): CronJobRecord {
  const {metadata, spec, status} = object as CronJobShape;
  const job = spec?.jobTemplate?.spec;
  const {containers, images} = containersOf(job?.template);
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    schedule: intern(spec?.schedule ?? ''),
    timeZone: intern(spec?.timeZone ?? '<none>'),
    isSuspended: spec?.suspend ?? false,
    active: status?.active?.length ?? 0,
    lastScheduled: seconds(status?.lastScheduleTime),
    lastSuccessful: seconds(status?.lastSuccessfulTime),
    containers,
    images,
    selector: selectorText(job?.selector),
  };
}
