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
    columnDefinitions: kind.columns.map(definition),
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

function definition({name, wide}: Column<BaseRecord>): object {
  return {
    name: title(name),
    type: numeric.has(name) ? 'integer' : 'string',
    format: name === 'NAME' ? 'name' : '',
    description: '',
    priority: wide ? 1 : 0,
  };
}

function cell(column: Column<BaseRecord>, record: BaseRecord, now: number): string | number {
  const text = column.cell(record, {now});
  return numeric.has(column.name) ? Number(text) : text;
}

const numeric = new Set(['DESIRED', 'CURRENT', 'UP-TO-DATE', 'AVAILABLE', 'COUNT', 'DATA']);

/** `NOMINATED NODE` → `Nominated Node`, as servers head their columns; kubectl raises them again. */
function title(name: string): string {
  return name === 'IP' ? name : name.toLowerCase().replace(/(^|[ -])[a-z]/g, (start) => start.toUpperCase());
}
