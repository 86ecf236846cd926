import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import {schemaFiles} from '../../scripts/schemas.ts';
import {parseChord} from '../../src/config/index.ts';

describe('the JSON schemas for editors', () => {
  it('are those that the code would write', () => {
    for (const [name, text] of schemaFiles()) {
      const file = readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8');
      assert.ok(file === text, `${name} is out of date: run node --import=tsx scripts/schemas.ts`);
    }
  });

  it('tell what each setting and each role is for', () => {
    const {properties: settings} = read('config.json');
    const {properties: theme} = read('theme.json');
    const undescribed = [
      ...Object.entries(settings ?? {}),
      ...Object.entries(theme?.['roles']?.properties ?? {}),
    ].filter(([, {description}]) => !description);
    assert.deepEqual(undescribed, []);
  });

  it('take every key that a keymap may hold, and none that it may not', () => {
    const pattern = new RegExp(keysOf('table').propertyNames?.pattern ?? '', 'u');
    const good = [
      'j',
      'shift-o',
      'O',
      'ctrl-space',
      'ctrl-\\',
      'g g',
      '-',
      'alt-shift-left',
      'backtab',
      'ö',
      '0',
    ];
    for (const chord of good) {
      assert.ok(pattern.test(chord), chord);
      for (const part of chord.split(' ')) assert.equal(parseChord(part).type, 'good', part);
    }
    for (const chord of ['', 'Ctrl+R', 'pgup', 'ctrl-R', 'g  g', 'jj'])
      assert.ok(!pattern.test(chord), chord);
  });

  it('offer for a scope the commands that exist there, and none', () => {
    const offered = keysOf('grid').additionalProperties?.anyOf.map((choice) => choice.const) ?? [];
    for (const id of ['cluster.open', 'cursor.down', 'app.help', 'none']) assert.ok(offered.includes(id), id);
    assert.ok(!offered.includes('object.yaml'));
  });
});

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: {readonly pattern: string};
  readonly additionalProperties?: {readonly anyOf: readonly {readonly const: string}[]};
}

function read(name: string): Schema {
  return JSON.parse(schemaFiles().get(name) ?? '{}');
}

function keysOf(scope: string): Schema {
  return read('keymap.json').properties?.['keys']?.properties?.[scope] ?? {};
}
