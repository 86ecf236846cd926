import {age, sanitise} from '../text/index.ts';
import type {BaseRecord, CellContext, Column} from './kind.ts';

/**
 * A column whose cells are safe to show: whatever comes from a cluster is sanitised here, where it leaves as text.
 * Numbers are written in full, and sorted and compared by themselves.
 */
export function column<R>(
  name: string,
  cell: (record: R, context: CellContext) => string | number,
  options: {
    readonly wide?: true;
    readonly value?: (record: R, context: CellContext) => number | string;
  } = {},
): Column<R> {
  return {
    name,
    ...(options.wide === true ? {wide: true} : {}),
    cell: (record, context) => {
      const text = cell(record, context);
      return typeof text === 'number' ? String(text) : sanitise(text);
    },
    value: options.value ?? cell,
  };
}

export const wide = {wide: true} as const;

export const nameColumn: Column<BaseRecord> = column('NAME', (record) => record.name);

export const ageColumn: Column<BaseRecord> = column('AGE', (record, {now}) => since(record.created, now), {
  value: (record, {now}) => elapsed(record.created, now),
});

/** How long ago, as kubectl prints it; both in seconds since the epoch. */
export function since(time: number, now: number): string {
  return time === 0 ? '<unknown>' : age(now - time);
}

/** Seconds since `time`, to sort by; an unknown time sorts after all known ones. */
export function elapsed(time: number, now: number): number {
  return time === 0 ? Number.POSITIVE_INFINITY : now - time;
}

export function orNone(text: string): string {
  return text === '' ? '<none>' : text;
}
