import type {BaseRecord, Column, Kind} from '../../kinds/index.ts';
import type {KubeObject} from '../store.ts';

/** What the row of a Table tells of the object behind it: `includeObject`. */
export type Included = 'None' | 'Metadata' | 'Object';

/** A meta.k8s.io/v1 Table of these objects; `now` in seconds since the epoch. */
export function tableOf(
  objects: readonly KubeObject[],
  {kind, metadata, included, now}: TableOptions,
): object {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: kind.columns.map((column) => definition(column, kind)),
    rows: objects.map((object) => {
      const record = kind.project(object);
      return {
        cells: kind.columns.map((column) => cell(column, record, now)),
        ...(included !== 'None' && {object: included === 'Object' ? object : partialOf(object)}),
      };
    }),
  };
}

export interface TableOptions {
  readonly kind: Kind<BaseRecord>;
  readonly metadata: object;
  readonly included: Included;
  readonly now: number;
}

/** The object with nothing but its metadata. */
export function partialOf({metadata}: Pick<KubeObject, 'metadata'>): object {
  return {kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata};
}

function definition({name, wide}: Column<BaseRecord>, {resource}: Kind<BaseRecord>): object {
  return {
    name: title(name),
    type: typeOf(name, resource.plural),
    format: name === 'NAME' ? 'name' : '',
    description: '',
    priority: wide ? 1 : 0,
  };
}

function cell(column: Column<BaseRecord>, record: BaseRecord, now: number): string | number {
  const text = column.cell(record, {now});
  return numeric.has(column.name) && /^\d+$/.test(text) ? Number(text) : text;
}

/** Cells that are numbers, whatever their columns are said to be. */
const numeric = new Set(['ACTIVE', 'DESIRED', 'CURRENT', 'UP-TO-DATE', 'AVAILABLE', 'DATA']);

/** By pkg/printers/internalversion/printers.go, 1.37, which calls most of its numbers strings. */
function typeOf(name: string, plural: string): string {
  if (name === 'SUSPEND') return 'boolean';
  if (name === 'ACTIVE') return 'integer';
  const isCounted = plural === 'replicasets' || plural === 'daemonsets';
  return isCounted && (numeric.has(name) || name === 'READY') ? 'integer' : 'string';
}

/** `NOMINATED NODE` → `Nominated Node`, as the same file heads its columns; kubectl raises them again. */
function title(name: string): string {
  const odd = oddTitles.find((one) => one.toUpperCase() === name);
  if (odd !== undefined) return odd;
  const words = name.toLowerCase().replace(/(^|[ -])[a-z]/g, (start) => start.toUpperCase());
  return words.replace(/(^|-)(Ip|Os)(?=-|$)/g, (word) => word.toUpperCase());
}

const oddTitles = [
  'AddressType',
  'MaxPods',
  'MinPods',
  'StorageClass',
  'Up-to-date',
  'VolumeAttributesClass',
  'VolumeMode',
];
