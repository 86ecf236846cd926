import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {screenFiles} from '../../scripts/screens.ts';

const folder = new URL('../../docs/screens/', import.meta.url);

test('the pictures of the screens are those that the screens make, and none is left over', async () => {
  const files = await screenFiles();
  for (const [name, text] of files) {
    const old = readFileSync(new URL(name, folder), 'utf8');
    assert.ok(
      old === text,
      `docs/screens/${name} is out of date: run npm run screens\n${firstDifference(old, text)}`,
    );
    assert.ok(text.length < 60_000, `${name} is large: ${text.length} bytes`);
  }
  assert.deepEqual(readdirSync(folder).sort(), [...files.keys()].sort());
});

function firstDifference(old: string, text: string): string {
  const before = old.split('\n');
  const now = text.split('\n');
  const at = now.findIndex((line, index) => line !== before[index]);
  return `- ${before[at] ?? ''}\n+ ${now[at] ?? ''}`;
}
