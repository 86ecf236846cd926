import {ageColumn, column, nameColumn} from './columns.ts';
import type {BaseRecord, Column, Kind, Resource} from './kind.ts';
import {intern, internLabels} from './pool.ts';
import {type ObjectMeta, seconds} from './wellknown.ts';

/** One row of a server's own Table. `definitions` is one array for all rows of a list. */
export interface TableRecord extends BaseRecord {
  readonly cells: readonly unknown[];
  readonly definitions: readonly ColumnDefinition[];
}

export interface ColumnDefinition {
  readonly name: string;
  /** OpenAPI type, `date` for the ages of custom resources. */
  readonly type: string;
  /** Above 0 = wide output only. */
  readonly priority: number;
}

/**
 * Any resource without a kind of its own, custom ones included, in the columns its server prints. `project` takes what
 * `kube` makes of a TableRow: `{cells, object: PartialObjectMetadata, columnDefinitions}`, the definitions being one
 * array for all rows that came under them.
 */
export function tableKind(resource: Resource): Kind<TableRecord> {
  return {resource, isTable: true, project, columns: [nameColumn, ageColumn]};
}

/** The columns of this row's table; the same array for all rows of a list. */
export function tableColumns(record: TableRecord): readonly Column<TableRecord>[] {
  const known = columnsOf.get(record.definitions);
  if (known !== undefined) return known;
  const columns = record.definitions.map(tableColumn);
  columnsOf.set(record.definitions, columns);
  return columns;
}

function tableColumn({name, type, priority}: ColumnDefinition, index: number): Column<TableRecord> {
  const heading = name.toUpperCase();
  const wide = priority > 0 ? {wide: true as const} : {};
  if (index > 0 && heading === 'AGE') {
    // The server's text was its age when the row was sent, and stands still.
    return {...(ageColumn as Column<TableRecord>), ...wide};
  }
  const isNumber = type === 'integer' || type === 'number';
  return column(heading, (record) => cellText(record.cells[index]), {
    ...wide,
    ...(isNumber ? {value: (record: TableRecord) => numberOf(record.cells[index])} : {}),
  });
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

function numberOf(cell: unknown): number {
  const number = typeof cell === 'number' ? cell : Number(cell ?? Number.NaN);
  return Number.isNaN(number) ? Number.NEGATIVE_INFINITY : number;
}

interface RowShape {
  readonly cells?: readonly unknown[] | null;
  readonly object?: {readonly metadata?: ObjectMeta | null} | null;
  readonly columnDefinitions?: readonly Partial<ColumnDefinition>[] | null;
}

function project(object: unknown): TableRecord {
  const {cells, object: of, columnDefinitions} = object as RowShape;
  const metadata = of?.metadata;
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    cells: (cells ?? []).map((cell) => (typeof cell === 'string' ? intern(cell) : cell)),
    definitions: definitionsOf(columnDefinitions ?? noDefinitions),
  };
}

function definitionsOf(sent: readonly Partial<ColumnDefinition>[]): readonly ColumnDefinition[] {
  const known = narrowed.get(sent);
  if (known !== undefined) return known;
  // The descriptions, which are most of it, are let go.
  const narrow = sent.map(({name = '', type = '', priority = 0}) => ({name, type, priority}));
  narrowed.set(sent, narrow);
  return narrow;
}

const noDefinitions: readonly ColumnDefinition[] = [];
const narrowed = new WeakMap<object, readonly ColumnDefinition[]>();
const columnsOf = new WeakMap<object, readonly Column<TableRecord>[]>();
