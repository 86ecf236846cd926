import type {Command} from './command.ts';
import type {Stage} from './stage.ts';
import {noTable} from './table.ts';

/** Marking rows, and taking their names along. */
export const rows: readonly Command[] = [
  {
    id: 'row.mark',
    title: 'mark the row, or take its mark away',
    scopes: ['table'],
    isKeyOnly: true,
    disabled: noRow,
    run: ({table}) => table?.mark('row'),
  },
  {
    id: 'row.mark-range',
    title: 'mark from the last marked row to here',
    scopes: ['table'],
    isKeyOnly: true,
    disabled: noRow,
    run: ({table}) => table?.mark('range'),
  },
  {
    id: 'row.mark-all',
    title: 'mark every row shown',
    scopes: ['table'],
    disabled: noRow,
    run: ({table}) => table?.mark('all'),
  },
  {
    id: 'row.unmark',
    title: 'take all marks away',
    scopes: ['table'],
    disabled: (stage) => noTable(stage) ?? (isAnyMarked(stage) ? undefined : 'no row is marked'),
    run: ({table}) => table?.mark('none'),
  },
  {
    id: 'row.copy',
    title: 'copy the name to the clipboard',
    scopes: ['table'],
    disabled: ({cursor}) => (cursor?.name === undefined ? 'there is no row' : undefined),
    run(stage) {
      const name = stage.cursor?.name;
      if (name !== undefined) stage.copy(name, name);
    },
  },
  {
    id: 'row.copy-namespace',
    title: 'copy the namespace to the clipboard',
    scopes: ['list'],
    disabled: ({cursor}) => (cursor?.namespace ? undefined : 'the row has no namespace'),
    run(stage) {
      const namespace = stage.cursor?.namespace;
      if (namespace) stage.copy(namespace, namespace);
    },
  },
];

/** Also such as cannot be seen. */
function isAnyMarked({table, subject: {outOfSight = 0}}: Stage): boolean {
  return outOfSight > 0 || (table?.marked ?? 0) > 0;
}

function noRow(stage: Stage): string | undefined {
  return noTable(stage) ?? (stage.table?.rowCount === 0 ? 'there is no row' : undefined);
}
