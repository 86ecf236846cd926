/** What a Table kind's `project` gets: the server's own cells, and the metadata of the object behind them. */
export interface TableRow {
  readonly cells: readonly unknown[];
  readonly object: unknown;
  readonly columnDefinitions: readonly TableColumn[];
}

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  /** 0 is shown always, more only in wide output. */
  readonly priority: number;
}

/**
 * The rows of a Table, of one of its rows, or of a plain object: servers that know no Tables send the object itself,
 * which becomes a row that has but a name.
 */
export function readRows(item: unknown, definitions: unknown): TableRow[] {
  if (typeof item !== 'object' || item === null) return [];
  const columnDefinitions = Array.isArray(definitions) ? (definitions as TableColumn[]) : [];
  if ('rows' in item)
    return Array.isArray(item.rows) ? item.rows.flatMap((row) => readRows(row, definitions)) : [];
  if ('cells' in item && Array.isArray(item.cells)) {
    return [{cells: item.cells, object: 'object' in item ? item.object : {}, columnDefinitions}];
  }
  const metadata = 'metadata' in item ? (item.metadata as {name?: unknown} | undefined) : undefined;
  return [{cells: [metadata?.name ?? ''], object: {metadata}, columnDefinitions: [nameColumn]}];
}

const nameColumn: TableColumn = {name: 'Name', type: 'string', format: 'name', priority: 0};
