import assert from 'node:assert/strict';
import {globSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import test from 'node:test';

/** Which rooms a room may import values and types from; `types` lists rooms from which only types may come. */
const table: Record<string, {values: readonly string[]; types?: readonly string[]}> = {
  text: {values: []},
  config: {values: ['text']},
  kinds: {values: ['text']},
  kube: {values: ['text']},
  fleet: {values: ['kinds', 'text']},
  watch: {values: ['kube', 'kinds', 'fleet', 'config', 'text']},
  providers: {values: ['watch', 'fleet', 'kinds', 'text']},
  diagnosis: {values: ['providers', 'fleet', 'kinds', 'text']},
  operations: {values: ['diagnosis', 'providers', 'watch', 'fleet', 'kinds', 'text']},
  commands: {values: ['config', 'diagnosis', 'fleet', 'kinds', 'operations', 'providers', 'text', 'watch']},
  ui: {
    values: ['commands', 'config', 'fleet', 'kinds', 'text'],
    types: ['operations', 'diagnosis', 'providers', 'watch'],
  },
  cli: {
    values: ['commands', 'config', 'fleet', 'kinds', 'text'],
    types: ['operations', 'diagnosis', 'providers', 'watch'],
  },
  demo: {values: ['kinds', 'text']},
};

const importLine =
  /^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;

test('every room imports only what the design allows, and only through the other room’s door', () => {
  const offences = globSync('src/*/**/*.{ts,tsx}').flatMap((file) =>
    offencesOf(file, readFileSync(file, 'utf8')),
  );
  assert.deepEqual(offences, []);
});

test('every folder under src is a room of the design', () => {
  const rooms = new Set(globSync('src/*/**/*.{ts,tsx}').map((file) => file.split('/')[1] ?? ''));
  assert.ok(rooms.size >= 6);
  assert.deepEqual(
    [...rooms].filter((room) => !(room in table)),
    [],
  );
});

test('the check names a forbidden import, an import past a door, and a value import where only types may come', () => {
  assert.deepEqual(offencesOf('src/text/bad.ts', "import {a} from '../kube/index.ts';"), [
    'src/text/bad.ts: text may not import kube',
  ]);
  assert.deepEqual(offencesOf('src/watch/bad.ts', "import {\n  a,\n} from '../kube/wire.ts';"), [
    'src/watch/bad.ts: reaches past the door of kube: ../kube/wire.ts',
  ]);
  assert.deepEqual(offencesOf('src/cli/bad.ts', "import {a} from '../watch/index.ts';"), [
    'src/cli/bad.ts: cli may import only types from watch',
  ]);
  assert.deepEqual(offencesOf('src/cli/good.ts', "import type {Watch} from '../watch/index.ts';"), []);
  assert.deepEqual(offencesOf('src/cli/bad.ts', "await import('../kube/index.ts')"), [
    'src/cli/bad.ts: cli may not import kube',
  ]);
});

function offencesOf(file: string, text: string): readonly string[] {
  const room = file.split('/')[1] ?? '';
  return [...text.matchAll(importLine)].flatMap((match) => {
    const target = match[2] ?? match[3] ?? match[4] ?? '';
    if (!target.startsWith('.')) return [];
    const path = relative('src', join(dirname(file), target));
    const [other = '', ...rest] = path.split('/');
    if (other === room) return [];
    if (rest.join('/') !== 'index.ts') return [`${file}: reaches past the door of ${other}: ${target}`];
    const allowed = table[room];
    if (allowed?.values.includes(other)) return [];
    if (allowed?.types?.includes(other)) {
      return match[1] === undefined ? [`${file}: ${room} may import only types from ${other}`] : [];
    }
    return [`${file}: ${room} may not import ${other}`];
  });
}
