import assert from 'node:assert/strict';
import test from 'node:test';
import {csvText} from '../../../src/fleet/list/csv.ts';
import type {ListRow} from '../../../src/fleet/list/listing.ts';

test('cells with commas, quotes and blanks at their ends are quoted, and no cell is run as a formula', () => {
  const cells = ['a,b', 'say "hi"', ' x', '=1+2', '@cmd', '-', '-5', '+1', 'plain'];
  const row = {cells: () => cells} as unknown as ListRow;
  const columns = cells.map((_, index) => ({name: `C${index}`, isWide: false, isRight: false}));
  assert.equal(
    csvText({isNamespaced: true, kind: 'x', columns, rows: [row], hidden: 0}),
    `C0,C1,C2,C3,C4,C5,C6,C7,C8\n"a,b","say ""hi"""," x",'=1+2,'@cmd,-,-5,'+1,plain\n`,
  );
});
