import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {allKinds} from '../../src/kinds/index.ts';
import {assertCells, type ServerTable} from './judge.ts';

for (const kind of allKinds) {
  test(`every cell of ${kind.resource.plural} is what a real server printed of the same object`, () => {
    const table = fixture(kind.resource.plural);
    assert.ok(table.rows.length > 0);
    for (const row of table.rows) assertCells(kind.columns, kind.project(row.object), table, row);
  });

  test(`a ${kind.resource.singular} of which nothing is known still makes a whole record`, () => {
    const known = kind.project(fixture(kind.resource.plural).rows[0]?.object);
    for (const object of [{}, {metadata: {}}, {metadata: null, spec: null, status: null}]) {
      const record = kind.project(object);
      assert.deepEqual(Object.keys(record), Object.keys(known), 'records of one kind have one shape');
      for (const column of kind.columns) {
        assert.equal(typeof column.cell(record, {now: 0}), 'string');
        assert.notEqual(column.value?.(record, {now: 0}), undefined);
      }
    }
  });
}

function fixture(plural: string): ServerTable {
  const file = new URL(`../fixtures/kinds/${plural}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as ServerTable;
}
