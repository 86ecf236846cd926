import assert from 'node:assert/strict';
import test from 'node:test';
import {jsonText, type Listing, type ListRow, markdownText} from '../../../src/fleet/index.ts';

function listing(rows: readonly (readonly string[])[]): Listing {
  return {
    kind: 'pods',
    isNamespaced: true,
    columns: [
      {name: 'NAME', isWide: false, isRight: false},
      {name: 'BAD', isWide: true, isRight: true},
    ],
    rows: rows.map((cells) => ({cells: () => cells, item: () => ({name: cells[0]})}) as unknown as ListRow),
    hidden: 0,
  };
}

test('a listing becomes a table as GitHub has it, wide columns and all, figures on the right', () => {
  assert.equal(markdownText(listing([['web-1', '9']])), '| NAME | BAD |\n| --- | --: |\n| web-1 | 9 |\n');
});

test('no cell of a table breaks it, vanishes in it, or becomes a link or an image', () => {
  const cells = (text: string) => markdownText(listing([[text, '0']])).split('\n')[2];
  assert.equal(cells('a|b\\|c'), '| a\\|b\\\\\\|c | 0 |');
  assert.equal(cells('<none>'), '| \\<none\\> | 0 |');
  assert.equal(cells('![x](http://a.example)'), '| !\\[x\\](http://a.example) | 0 |');
  assert.equal(cells('two\nlines'), '| two lines | 0 |');
  assert.equal(cells('*a* _b_ `c`'), '| \\*a\\* \\_b\\_ \\`c\\` | 0 |');
});

test('the JSON holds every row as programs get it, in order', () => {
  assert.deepEqual(
    JSON.parse(
      jsonText(
        listing([
          ['b', ''],
          ['a', ''],
        ]),
      ),
    ),
    {items: [{name: 'b'}, {name: 'a'}]},
  );
});
