import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {allCommands} from '../../src/commands/index.ts';
import {
  chordsOf,
  chordText,
  type Keymap,
  loadKeymap,
  lookUp,
  type Scope,
  scopeChain,
} from '../../src/config/index.ts';
import {boundCommands, builtIn, withOwn} from './keymaps.ts';

describe('the keymaps of the house', () => {
  for (const name of Object.keys(builtIn('keymaps'))) {
    it(`${name} has no fault and binds commands that there are`, () => {
      const {problems, keymap} = loadKeymap({name, builtIn: builtIn('keymaps'), commands: allCommands});
      assert.deepEqual(problems, []);
      assert.equal(keymap.name, name);
    });
  }

  it('have a second key for what a terminal or a multiplexer may keep for itself', () => {
    const {keymap} = withOwn('');
    const kept = ['ctrl-s', 'ctrl-q', 'ctrl-z', 'ctrl-space', 'ctrl-b', 'ctrl-a', 'ctrl-w', 'ctrl-\\'];
    for (const {scope, chord, command} of keymap.bindings) {
      if (!kept.includes(chord.join(' '))) continue;
      const others = chordsOf(keymap, command, [scope]).filter((other) => !kept.includes(other));
      assert.ok(others.length > 0, `${command} in ${scope} has only ${chord}`);
    }
  });

  it('k9s has the keys that k9s has', () => {
    const {keymap} = withOwn('');
    const expected: readonly [Scope, string, string][] = [
      ['grid', ':', 'app.command'],
      ['list', '/', 'filter.edit'],
      ['list', 'ctrl-u', 'filter.clear'],
      ['list', 'ctrl-z', 'table.faults'],
      ['list', 'ctrl-w', 'table.wide'],
      ['list', 'ctrl-s', 'table.save'],
      ['list', 'c', 'row.copy'],
      ['list', 'n', 'row.copy-namespace'],
      ['list', 'w', 'list.namespace'],
      ['list', 'ctrl-space', 'row.mark-range'],
      ['list', 'O', 'table.sort-column'],
      ['list', 'P', 'table.sort-namespace'],
      ['text', 'N', 'text.previous'],
      ['text', 'm', 'text.managed-fields'],
      ['prompt', 'ctrl-f', 'prompt.complete'],
      ['grid', '-', 'app.last'],
    ];
    for (const [scope, chord, id] of expected) {
      assert.deepEqual(lookUp(keymap, scopeChain(scope), [chord]), {type: 'command', id}, chord);
    }
  });

  it('vim goes to the top with two keys, and k9s with one', () => {
    const [k9s, vim] = ['k9s', 'vim'].map((name) => withOwn('', name).keymap);
    assert.ok(k9s && vim);
    assert.equal(told(k9s, 'grid', 'g'), 'cursor.top');
    assert.equal(told(vim, 'grid', 'g'), 'prefix');
    assert.equal(told(vim, 'grid', 'g', 'g'), 'cursor.top');
    assert.equal(told(vim, 'grid', 'g', 'x'), 'none');
    assert.equal(told(vim, 'grid', 'j'), 'cursor.down');
  });
});

describe('a key', () => {
  it('means what the innermost scope that knows it says', () => {
    const {keymap} = withOwn('');
    assert.equal(told(keymap, 'text', 'n'), 'text.next');
    assert.equal(told(keymap, 'grid', 'n'), 'grid.next-bad');
    assert.equal(told(keymap, 'cluster', 'n'), 'none');
  });

  it('that is typed asks for nothing', () => {
    const {keymap} = withOwn('');
    assert.equal(told(keymap, 'prompt', 'q'), 'none');
    assert.equal(told(keymap, 'prompt', 'ctrl-c'), 'app.quit');
  });

  it('is read by people as k9s writes it', () => {
    const table: readonly [readonly string[], string][] = [
      [['O'], 'shift-o'],
      [['o'], 'o'],
      [['g', 'G'], 'g shift-g'],
      [['ctrl-r'], 'ctrl-r'],
      [['backtab'], 'shift-tab'],
      [['alt-O'], 'alt-shift-o'],
      [['shift-left'], 'shift-left'],
      [['?'], '?'],
      [['Ö'], 'shift-ö'],
    ];
    for (const [chord, text] of table) assert.equal(chordText(chord), text);
  });
});

describe('the keys of a command', () => {
  it('come in the order of the file, those of the person first', () => {
    assert.deepEqual(keysOf(withOwn('').keymap, 'grid', 'cursor.top'), ['g', 'home']);
    const {keymap} = withOwn('keys: {table: {alt-up: cursor.top}}');
    assert.deepEqual(keysOf(keymap, 'grid', 'cursor.top'), ['alt-up', 'g', 'home']);
  });

  it('are not those that an inner scope has taken', () => {
    assert.deepEqual(keysOf(withOwn('').keymap, 'grid', 'table.sort-name'), ['N']);
    assert.deepEqual(keysOf(withOwn('', 'vim').keymap, 'grid', 'table.sort-name'), []);
    assert.deepEqual(keysOf(withOwn('', 'vim').keymap, 'list', 'table.sort-name'), ['N']);
  });
});

describe("a person's own keymap", () => {
  it('need not exist', () => {
    const userFile = '/nowhere/keymap.yaml';
    const {problems} = loadKeymap({
      name: 'k9s',
      builtIn: builtIn('keymaps'),
      userFile,
      commands: boundCommands(),
    });
    assert.deepEqual(problems, []);
  });

  it('overrides single keys and leaves the others', () => {
    const {keymap, said} = withOwn('keys:\n  grid:\n    n: cluster.why\n');
    assert.deepEqual(said, []);
    assert.equal(told(keymap, 'grid', 'n'), 'cluster.why');
    assert.equal(told(keymap, 'list', 'n'), 'row.copy-namespace');
    assert.equal(told(keymap, 'grid', 'p'), 'grid.previous-bad');
  });

  it('unbinds a key, in this scope only, also where an outer one binds it', () => {
    const {keymap, said} = withOwn('keys: {grid: {n: none, c: none}}');
    assert.deepEqual(said, []);
    assert.equal(told(keymap, 'grid', 'n'), 'none');
    assert.equal(told(keymap, 'grid', 'c'), 'none');
    assert.equal(told(keymap, 'list', 'c'), 'row.copy');
  });

  it('may build on another keymap than the one of the settings', () => {
    const {keymap, said} = withOwn('extends: vim\nkeys: {}\n');
    assert.deepEqual(said, []);
    assert.equal(keymap.name, 'vim');
    assert.equal(told(keymap, 'grid', 'g', 'g'), 'cursor.top');
  });

  it('may hold sequences, where their beginning is free', () => {
    const {keymap, said} = withOwn('keys: {grid: {z: none, z a: grid.fold, z o: grid.fold}}');
    assert.deepEqual(said, []);
    assert.equal(told(keymap, 'grid', 'z'), 'prefix');
    assert.equal(told(keymap, 'grid', 'z', 'o'), 'grid.fold');
  });

  it('may take a key of an outer scope for the beginning of a sequence by unbinding it in the inner one', () => {
    const {keymap, said} = withOwn('keys: {grid: {c: none, c c: cluster.why}}');
    assert.deepEqual(said, []);
    assert.equal(told(keymap, 'grid', 'c'), 'prefix');
    assert.equal(told(keymap, 'list', 'c'), 'row.copy');
  });
});

describe('a key of an outer scope', () => {
  it('may be the beginning of a sequence of an inner one that has unbound it', () => {
    const {keymap, said} = withOwn('keys: {table: {z: table.wide}}', 'vim');
    assert.deepEqual(said, []);
    assert.equal(told(keymap, 'grid', 'z'), 'prefix');
    assert.equal(told(keymap, 'list', 'z'), 'table.wide');
  });
});

describe('a fault in a keymap', () => {
  const table: readonly {name: string; own: string; said: string; keymap?: string}[] = [
    {
      name: 'is a command that nobody knows',
      own: 'keys:\n  table:\n    j: cursor.dwon\n',
      said: 'keymap.yaml:3: keys.table.j: unknown command: did you mean cursor.down?',
    },
    {
      name: 'is a scope that nobody knows',
      own: 'keys:\n  gird: {j: none}\n',
      said: 'keymap.yaml:2: keys.gird: unknown key: did you mean grid?',
    },
    {
      name: 'is a key that nobody has',
      own: 'keys:\n  table:\n    Ctrl+R: cursor.down\n',
      said: 'keymap.yaml:3: keys.table["Ctrl+R"]: unknown key: did you mean ctrl-r?',
    },
    {
      name: 'is a key whose character depends on the keyboard',
      own: 'keys: {table: {shift-1: none}}',
      said: 'keymap.yaml:1: keys.table.shift-1: unknown key: expected the character itself that is typed with shift',
    },
    {
      name: 'is a key that a terminal never sends',
      own: 'keys: {table: {ctrl-m: none}}',
      said: 'keymap.yaml:1: keys.table.ctrl-m: terminals cannot tell ctrl-m from enter: write enter, or take another key',
    },
    {
      name: 'is a command where it does not exist',
      own: 'keys: {list: {ctrl-r: cluster.park}}',
      said: 'keymap.yaml:1: keys.list.ctrl-r: cluster.park does not exist here, only in grid, cluster',
    },
    {
      name: 'is a key that stands twice',
      own: 'keys:\n  grid:\n    f: cluster.why\n    f: cluster.park\n',
      said: 'keymap.yaml:4: keys.grid.f: stands twice: already in line 3',
    },
    {
      name: 'is a key that stands twice in two spellings',
      own: 'keys:\n  grid:\n    F: cluster.why\n    shift-f: cluster.park\n',
      said: 'keymap.yaml:4: keys.grid.shift-f: stands twice: F is the same key',
    },
    {
      name: 'is the beginning of a sequence in the same scope',
      keymap: 'vim',
      own: 'keys: {table: {g: cursor.up}}',
      said: 'keymap.yaml:1: keys.table.g: is the beginning of g g (cursor.top in table): bind that to none in table first',
    },
    {
      name: 'is the beginning of a sequence in an enclosing scope',
      keymap: 'vim',
      own: 'keys: {grid: {g: cluster.why}}',
      said: 'keymap.yaml:1: keys.grid.g: is the beginning of g g (cursor.top in table): bind that to none in grid first',
    },
    {
      name: 'is a sequence that begins with a key of an enclosing scope',
      own: 'keys: {grid: {j j: cluster.why}}',
      said: 'keymap.yaml:1: keys.grid["j j"]: begins with j (cursor.down in table): bind that to none in grid first',
    },
    {
      name: 'is a keymap to build on that does not exist',
      own: 'extends: vi\n',
      said: 'keymap.yaml:1: extends: unknown keymap: did you mean vim?',
    },
    {
      name: 'is a number where a command should be',
      own: 'keys:\n  grid:\n    7: 8\n',
      said: 'keymap.yaml:3: keys.grid.7: expected a text, found 8',
    },
    {
      name: 'is a tilde without quotes',
      own: 'keys: {grid: {~: cluster.why}}',
      said: 'keymap.yaml:1: keys.grid[""]: unknown key: expected a key; signs stand in quotes: \'~\'',
    },
  ];
  for (const {name, own, said, keymap} of table) {
    it(name, () => {
      const loaded = withOwn(own, keymap);
      assert.deepEqual(loaded.said, [said]);
      assert.ok(loaded.problems.every(({isFatal}) => isFatal));
    });
  }

  it('takes only itself out of the map', () => {
    const {keymap, said} = withOwn('keys:\n  gird: {a: none}\n  grid: {n: cluster.why, p: nonsense, x: 7}\n');
    assert.equal(said.length, 3);
    assert.equal(told(keymap, 'grid', 'n'), 'cluster.why');
    assert.equal(told(keymap, 'grid', 'p'), 'grid.previous-bad');
    assert.equal(told(keymap, 'grid', 'x'), 'cluster.park');
  });

  it('of a key that stands twice leaves the first', () => {
    const {keymap} = withOwn('keys: {grid: {f: cluster.why, f: cluster.park, u: cluster.why}}');
    assert.equal(told(keymap, 'grid', 'f'), 'cluster.why');
    assert.equal(told(keymap, 'grid', 'u'), 'cluster.why');
  });

  it('that makes the whole file unreadable leaves the keymap it builds on', () => {
    const {keymap, said} = withOwn('keys: {grid: {*: row.mark}}\n');
    assert.match(said.join(), /^keymap.yaml:1: not valid YAML: /);
    assert.equal(told(keymap, 'grid', 'n'), 'grid.next-bad');
  });

  it('is a file that cannot be read', () => {
    // A folder in its place cannot be read by anybody, root included.
    const userFile = mkdtempSync(join(tmpdir(), 'flotilla-keymap-'));
    try {
      const options = {name: 'k9s', builtIn: builtIn('keymaps'), userFile, commands: boundCommands()};
      const [problem] = loadKeymap(options).problems;
      assert.equal(problem?.message, 'cannot be read (not a regular file)');
    } finally {
      rmSync(userFile, {recursive: true});
    }
  });

  it('is a name in the settings that nobody knows', () => {
    const {problems} = loadKeymap({name: 'emacs', builtIn: builtIn('keymaps'), commands: boundCommands()});
    assert.deepEqual(
      problems.map(({file, message}) => [file, message]),
      [['keymap emacs', 'unknown keymap: expected one of k9s, vim']],
    );
  });

  it('is a keymap that extends itself', () => {
    const circle = {a: 'extends: b\n', b: 'extends: a\n'};
    const {problems} = loadKeymap({name: 'a', builtIn: circle, commands: []});
    assert.deepEqual(
      problems.map(({file, key, message}) => [file, key, message]),
      [['keymaps/b.yaml', 'extends', 'extends itself']],
    );
  });
});

function told(keymap: Keymap, scope: Scope, ...keys: readonly string[]): string {
  const found = lookUp(keymap, scopeChain(scope), keys);
  return found.type === 'command' ? found.id : found.type;
}

function keysOf(keymap: Keymap, scope: Scope, command: string): readonly string[] {
  return chordsOf(keymap, command, scopeChain(scope));
}
