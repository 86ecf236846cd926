import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {
  checkNames,
  describeProblem,
  type KnownNames,
  loadSettings,
  themeNames,
} from '../../src/config/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-names-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const known: KnownNames = {
  keymaps: ['k9s', 'vim'],
  themes: ['dark', 'light'],
  columns: {grid: ['CLUSTER', 'STATE'], pods: ['NAME', 'STATUS', 'READY']},
  groups: ['eu', 'us'],
};

describe('names in settings', () => {
  it('that are all known give no problem and leave the screen as it is', () => {
    const {screen, told} = check({
      user: 'keymap: vim\ntheme: auto\ncolumns: {pods: [STATUS, NAME]}\nfavourites: [us, eu]\n',
    });
    assert.deepEqual(told, []);
    assert.deepEqual(
      [screen.keymap, screen.theme, screen.columns, screen.favourites],
      ['vim', 'auto', {pods: ['STATUS', 'NAME']}, ['us', 'eu']],
    );
  });

  it('of a keymap and a theme that do not exist are fatal, with file, line and what was meant', () => {
    const {told, screen} = check({user: '# mine\ntheme: drak\nkeymap: vmi\n'});
    assert.deepEqual(told, [
      'fatal USER:2: theme: unknown theme drak: did you mean dark?',
      'fatal USER:3: keymap: unknown keymap vmi: did you mean vim?',
    ]);
    assert.deepEqual([screen.keymap, screen.theme], ['k9s', 'auto'], 'usable in any case');
  });

  it('of views, columns and groups are told and left out; what is right beside them is kept', () => {
    const {told, screen} = check({
      user: `columns:
  pod: [NAME]
  pods:
    - name
    - STATUS
  grid: [NOTHING-LIKE-IT]
favourites:
  - eu
  - uss
`,
    });
    assert.deepEqual(told, [
      'USER:2: columns.pod: unknown view pod: did you mean pods?',
      'USER:4: columns.pods[0]: unknown column name: did you mean NAME?',
      'USER:6: columns.grid[0]: unknown column NOTHING-LIKE-IT: expected one of CLUSTER, STATE',
      'USER:9: favourites[1]: unknown group uss: did you mean us?',
    ]);
    assert.deepEqual(screen.columns, {pods: ['STATUS']}, 'a view of which nothing is left shows its own');
    assert.deepEqual(screen.favourites, ['eu', 'uss'], 'the others keep their keys');
  });

  it('are looked for in the file whose word counts; that of the administrator stops nobody', () => {
    const {told} = check({
      system: 'keymap: emacs\ntheme: drak\ncolumns: {pods: [NAEM], grid: [STAET]}\nfavourites: [ue]\n',
      user: 'theme: dark\ncolumns: {pods: [STAUTS]}\n',
    });
    assert.deepEqual(told, [
      'SYSTEM:1: keymap: unknown keymap emacs: expected one of k9s, vim',
      'USER:2: columns.pods[0]: unknown column STAUTS: did you mean STATUS?',
      'SYSTEM:3: columns.grid[0]: unknown column STAET: did you mean STATE?',
      'SYSTEM:4: favourites[0]: unknown group ue: did you mean eu?',
    ]);
  });

  it('say so where there is nothing that could be named, and are not looked at where nobody knows what there is', () => {
    assert.deepEqual(check({user: 'favourites: [eu]\n'}, {...known, groups: []}).told, [
      'USER:1: favourites[0]: unknown group eu: there are none',
    ]);
    assert.deepEqual(check({user: 'theme: drak\nfavourites: [ue]\n'}, {keymaps: known.keymaps}).told, []);
  });

  it('of themes are those that are built in and those in the person’s own folder', () => {
    assert.deepEqual(themeNames(['dark'], join(folder, 'none')), ['dark']);
    const own = join(folder, 'themes');
    mkdirSync(own);
    for (const file of ['dark.yaml', 'solar.yaml', 'notes.txt']) writeFileSync(join(own, file), '');
    assert.deepEqual(themeNames(['dark'], own), ['dark', 'solar']);
  });
});

/** The problems in the order they are found, with USER and SYSTEM for the files. */
function check({system = '', user = ''}: {system?: string; user?: string}, names = known) {
  const files = {system: join(folder, 'system.yaml'), user: join(folder, 'user.yaml')};
  writeFileSync(files.system, system);
  writeFileSync(files.user, user);
  const loaded = loadSettings({files, flags: {}, environment: {}, home: folder});
  assert.deepEqual(loaded.problems, []);
  const {screen, problems} = checkNames(loaded, names);
  const told = problems.map((problem) =>
    `${problem.isFatal ? 'fatal ' : ''}${describeProblem(problem)}`
      .replace(files.user, 'USER')
      .replace(files.system, 'SYSTEM'),
  );
  return {screen, told};
}
