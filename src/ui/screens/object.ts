import {stringify} from 'yaml';
import type {ObjectPlace, Stage} from '../../commands/index.ts';
import type {Resource} from '../../kinds/index.ts';
import {heldText} from './held-text.ts';
import {linesOf, type TextSource} from './text.ts';

export interface ObjectSourceOptions {
  readonly stage: Pick<Stage, 'keyFor' | 'watch' | 'clock' | 'say'>;
  readonly object: ObjectPlace;
  readonly resource: Resource;
  readonly clusterName: string;
  /** There is something else to show. */
  onRead(): void;
}

/** One object as its server holds it. */
export function objectSource(options: ObjectSourceOptions): TextSource {
  const {stage, object, resource, clusterName, onRead} = options;
  const {context, namespace, name} = object;
  let hasManagedFields = false;
  const held = heldText({
    stage,
    read: async (signal) => {
      const answer = await stage.watch.readObject(context, resource, {namespace, name}, signal);
      return answer.type === 'object' ? {type: 'content', content: answer.object} : answer;
    },
    linesOf: (content: unknown) => linesOf(yamlOf(content, hasManagedFields)),
    onRead,
  });
  return {
    place: {type: 'object', object},
    title: [clusterName, resource.singular, ...(namespace === '' ? [] : [namespace]), name].join(' '),
    fileName: `${name}.yaml`,
    ...held.source,
    toggleManagedFields: () => {
      hasManagedFields = !hasManagedFields;
      held.show();
    },
  };
}

/** Without managed fields, which are longer than all the rest, and without what a Secret keeps. */
function yamlOf(object: unknown, hasManagedFields: boolean): string {
  return stringify(masked(hasManagedFields ? object : withoutManagedFields(object)), {
    lineWidth: 0,
  }).trimEnd();
}

interface ObjectShape {
  readonly kind?: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
  readonly stringData?: unknown;
}

function withoutManagedFields(object: unknown): unknown {
  const {metadata, ...rest} = object as ObjectShape;
  if (metadata === undefined) return object;
  const {managedFields: _, ...others} = metadata;
  return {...orderOf(rest), metadata: others, ...restOf(rest)};
}

/** `apiVersion` and `kind` stand before `metadata`, as kubectl prints them. */
function orderOf(rest: object): object {
  const given = new Map(Object.entries(rest));
  return Object.fromEntries([...leading].flatMap((key) => (given.has(key) ? [[key, given.get(key)]] : [])));
}

function restOf(rest: object): object {
  return Object.fromEntries(Object.entries(rest).filter(([key]) => !leading.has(key)));
}

const leading: ReadonlySet<string> = new Set(['apiVersion', 'kind']);

/** A screen is looked at over shoulders and lands in recordings: of a Secret only names and sizes are shown. */
function masked(object: unknown): unknown {
  const {kind, metadata, data, stringData} = object as ObjectShape;
  if (kind !== 'Secret') return object;
  const annotations = metadata?.['annotations'];
  return {
    ...(object as object),
    ...(metadata && {
      metadata: {...metadata, ...(isTexts(annotations) && {annotations: withoutApplied(annotations)})},
    }),
    ...(isTexts(data) && {data: sizes(data, (text) => Buffer.from(text, 'base64').length)}),
    ...(isTexts(stringData) && {stringData: sizes(stringData, (text) => Buffer.byteLength(text))}),
  };
}

function sizes(
  texts: Readonly<Record<string, unknown>>,
  sizeOf: (text: string) => number,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, `<${sizeOf(String(text))} bytes>`]),
  );
}

/** `kubectl apply` writes the whole object into this annotation, data included. */
function withoutApplied(annotations: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const {'kubectl.kubernetes.io/last-applied-configuration': applied, ...rest} = annotations;
  return applied === undefined
    ? rest
    : {...rest, 'kubectl.kubernetes.io/last-applied-configuration': '<not shown>'};
}

function isTexts(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
