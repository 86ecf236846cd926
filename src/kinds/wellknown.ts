import {parseQuantity} from '../text/index.ts';
import type {Labels} from './kind.ts';
import {type Field, type Fields, field, map, repeated} from './schema.ts';

/** Shapes that differ between JSON and protobuf; `Quantity` as text, `Time` as RFC 3339 in JSON. */
export type Time = string | {readonly seconds?: number} | null | undefined;
export type Quantity = string | number | {readonly string?: string} | null | undefined;
export type IntOrString =
  | number
  | string
  | {readonly type?: number; readonly intVal?: number; readonly strVal?: string};

export interface ObjectMeta {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly creationTimestamp?: Time;
  readonly deletionTimestamp?: Time;
  readonly labels?: Labels | null;
  readonly annotations?: Labels | null;
  readonly ownerReferences?: readonly OwnerReference[] | null;
}

export interface OwnerReference {
  readonly kind?: string;
  readonly name?: string;
  readonly controller?: boolean;
}

/** A condition of any kind that has them. */
export interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastUpdateTime?: Time;
  readonly lastTransitionTime?: Time;
}

/** Seconds since the epoch, 0 where there is no time. A small integer in V8 until 2038, a double and right after. */
export function seconds(time: Time): number {
  if (time === null || time === undefined) return 0;
  if (typeof time !== 'string') return time.seconds ?? 0;
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) ? 0 : Math.floor(milliseconds / 1000);
}

/** In base units; 0 where there is none or it is not a quantity. */
export function quantity(value: Quantity): number {
  return parseQuantity(quantityText(value)) ?? 0;
}

export function quantityText(value: Quantity): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? (value.string ?? '') : String(value);
}

export function intOrString(value: IntOrString): string {
  if (typeof value !== 'object') return String(value);
  return value.type === 1 ? (value.strVal ?? '') : String(value.intVal ?? 0);
}

export function condition(
  conditions: readonly Condition[] | null | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((candidate) => candidate.type === type);
}

/** The messages behind `metadata`; `extra` names what a kind reads of it beyond what all do. */
export function metadataMessages(extra: Fields = {}): Readonly<Record<string, Fields>> {
  return {
    ObjectMeta: {
      name: field('string', 1),
      namespace: field('string', 3),
      creationTimestamp: field('Time', 8),
      deletionTimestamp: field('Time', 9),
      labels: map('string', 11),
      ...extra,
    },
    Time: {seconds: field('uint32', 1)},
  };
}

export const metadataField: Field = field('ObjectMeta', 1);

/** For `metadataMessages`. Annotations are decoded whole, so only kinds that read one name them. */
export const uidField: Fields = {uid: field('string', 5)};
export const generationField: Fields = {generation: field('uint32', 7)};
export const annotationsField: Fields = {annotations: map('string', 12)};
export const ownersField: Fields = {ownerReferences: repeated('OwnerReference', 13)};

export const ownerMessages: Readonly<Record<string, Fields>> = {
  OwnerReference: {kind: field('string', 1), name: field('string', 3), controller: field('bool', 6)},
};

export const quantityMessages: Readonly<Record<string, Fields>> = {Quantity: {string: field('string', 1)}};

export const intOrStringMessages: Readonly<Record<string, Fields>> = {
  IntOrString: {type: field('uint32', 1), intVal: field('int32', 2), strVal: field('string', 3)},
};
