import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {tableColumns, tableKind} from '../../src/kinds/index.ts';
import {widgets} from './widgets.ts';

const file = new URL('../fixtures/kinds/widgets.table.json', import.meta.url);
const table = JSON.parse(readFileSync(file, 'utf8')) as {
  columnDefinitions: object[];
  rows: {cells: unknown[]; object: {metadata: {name: string; creationTimestamp: string}}}[];
};

const records = table.rows.map((row) =>
  tableKind(widgets).project({...row, columnDefinitions: table.columnDefinitions}),
);

test('a custom resource shows the columns its server defines, some only when wide', () => {
  const [record] = records;
  assert.ok(record !== undefined);
  assert.deepEqual(
    tableColumns(record).map((column) => [column.name, column.wide === true]),
    [
      ['NAME', false],
      ['SIZE', false],
      ['READY', false],
      ['SINCE', false],
      ['OWNER', true],
      ['AGE', false],
    ],
  );
});

test('its cells read as the server sent them, but for what could steer a terminal and for its age', () => {
  const record = records.find(({name}) => name === 'large');
  assert.ok(record !== undefined);
  const cells = tableColumns(record).map((column) => column.cell(record, {now: record.created + 3 * 86_400}));
  const sent = table.rows.find((row) => row.object.metadata.name === 'large')?.cells ?? [];
  assert.deepEqual(cells, ['large', '7', '', sent[3], 'ared b', '3d']);
});

test('a cell without a value is empty, and its number sorts before all numbers', () => {
  const record = records.find(({name}) => name === 'empty');
  assert.ok(record !== undefined);
  const size = tableColumns(record).find((column) => column.name === 'SIZE');
  assert.equal(size?.cell(record, {now: 0}), '');
  assert.equal(size?.value?.(record, {now: 0}), Number.NEGATIVE_INFINITY);
});

test('rows of one list share their columns', () => {
  const [first, second] = records;
  assert.ok(first !== undefined && second !== undefined);
  assert.equal(tableColumns(first), tableColumns(second));
});

test('a row of which nothing is known still makes a whole record', () => {
  const record = tableKind(widgets).project({});
  assert.deepEqual(record, {namespace: '', name: '', created: 0, labels: {}, cells: [], definitions: []});
  assert.deepEqual(tableColumns(record), []);
});
