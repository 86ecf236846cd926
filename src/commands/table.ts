import type {Command} from './command.ts';
import type {SaveFormat, Stage, TableFacet} from './stage.ts';

/** What can be done with any table: filter, sort, choose columns, save. */
export const table: readonly Command[] = [
  {
    id: 'filter.edit',
    title: 'filter: words, col:rx, !not, label:a=b, age:<10m',
    hint: 'filter',
    rank: 2,
    scopes: ['table'],
    disabled: noTable,
    run: (stage) => stage.edit('filter'),
  },
  {
    ...onTable('filter.clear', 'end the filter', (rows) => rows.setFilter('')),
    disabled: (stage) => noTable(stage) ?? (stage.table?.filter === '' ? 'there is no filter' : undefined),
  },
  onTable('table.faults', 'only rows that are not well', (rows) => rows.toggleFaults()),
  onTable('table.wide', 'more columns, or fewer', (rows) => rows.toggleWide()),
  scrolling('table.columns-left', 'left', -1),
  scrolling('table.columns-right', 'right', 1),
  picking('table.sort-left', 'left', -1),
  picking('table.sort-right', 'right', 1),
  onTable(
    'table.sort-column',
    'sort by the column picked; again turns it round',
    (rows) => rows.sortPicked(),
    true,
  ),
  sorting('table.sort-name', 'name', ['NAME', 'OBJECT', 'CLUSTER']),
  sorting('table.sort-age', 'age', ['AGE', 'LAST SEEN']),
  sorting('table.sort-state', 'state', ['STATUS', 'STATE', 'READY', 'TYPE']),
  {...sorting('table.sort-namespace', 'namespace', ['NAMESPACE']), scopes: ['list']},
  {
    id: 'table.columns',
    title: 'choose columns and their order',
    scopes: ['table'],
    disabled: noTable,
    run: chooseColumns,
  },
  {
    id: 'table.save',
    title: 'save this table as CSV, JSON or Markdown',
    scopes: ['table'],
    disabled: noTable,
    run: saveTable,
  },
];

export function noTable({table: rows}: Stage): string | undefined {
  return rows === undefined ? 'this page is no table' : undefined;
}

function onTable(id: string, title: string, run: (table: TableFacet) => void, isKeyOnly = false): Command {
  return {
    id,
    title,
    scopes: ['table'],
    ...(isKeyOnly ? {isKeyOnly} : {}),
    disabled: noTable,
    run: ({table: rows}) => {
      if (rows) run(rows);
    },
  };
}

function scrolling(id: string, side: string, by: -1 | 1): Command {
  return {
    id,
    title: `to the columns further ${side}`,
    scopes: ['table'],
    isKeyOnly: true,
    disabled: noTable,
    run(stage) {
      if (!stage.table?.scrollColumns(by)) stage.say(`there are no columns further ${side}`);
    },
  };
}

function picking(id: string, side: string, by: -1 | 1): Command {
  return {
    id,
    title: `pick the column to the ${side} to sort by`,
    scopes: ['table'],
    isKeyOnly: true,
    disabled: noTable,
    // Which one it is must not be told by its colour alone.
    run: (stage) => stage.say(`${stage.table?.pickColumn(by) ?? 'no column'} is picked to sort by`),
  };
}

/** By the first of these columns that the rows have. */
function sorting(id: string, what: string, names: readonly string[]): Command {
  const columnOf = ({columns}: TableFacet) =>
    names.find((name) => columns.some((column) => column.name === name));
  return {
    id,
    title: `sort by ${what}`,
    scopes: ['table'],
    disabled: (stage) =>
      noTable(stage) ?? (stage.table && columnOf(stage.table) ? undefined : `these rows have no ${what}`),
    run({table: rows}) {
      const column = rows && columnOf(rows);
      if (column !== undefined) rows?.sortBy(column);
    },
  };
}

async function chooseColumns(stage: Stage): Promise<void> {
  const {table: rows} = stage;
  if (!rows) return;
  const key = (verb: string) => stage.keyFor(`dialog.${verb}`);
  const chosen = await stage.choose({
    title: 'Columns',
    lines: [
      `${key('choose')} shows or hides, ${key('move-up')} and ${key('move-down')} move, ${key('accept')} keeps`,
    ],
    options: rows.columns.map(({name, isShown}) => ({id: name, text: name, isChosen: isShown})),
    isMany: true,
    isOrdered: true,
  });
  if (chosen) rows.setColumns(chosen);
}

const formats: readonly {readonly id: SaveFormat; readonly text: string}[] = [
  {id: 'csv', text: 'CSV, for a spreadsheet'},
  {id: 'json', text: 'JSON, for a program'},
  {id: 'md', text: 'Markdown, for a ticket'},
];

async function saveTable(stage: Stage): Promise<void> {
  const {table: rows} = stage;
  if (!rows) return;
  const title = `Save ${rows.rowCount} ${rows.rowCount === 1 ? 'row' : 'rows'} of ${rows.title} as`;
  const [format] = (await stage.choose({title, options: formats, isMany: false})) ?? [];
  if (!isFormat(format)) return;
  try {
    const path = await stage.save(`${rows.title}.${format}`, rows.savedAs(format));
    stage.say(`saved ${path}`, 'good');
  } catch (error) {
    stage.say(`not saved: ${error instanceof Error ? error.message : String(error)}`, 'bad');
  }
}

function isFormat(id: string | undefined): id is SaveFormat {
  return formats.some((format) => format.id === id);
}
