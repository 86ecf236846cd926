import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {describeProblem, type LoadedSettings, loadSettings} from '../../src/config/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-settings-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

describe('settings', () => {
  it('are empty and writable where no file exists', () => {
    const {settings, problems} = load();
    assert.deepEqual(problems, []);
    assert.deepEqual(settings, {kubeconfig: [], isReadOnly: false, groups: [], logins: [], contexts: []});
  });

  it('come from the XDG folder, else from ~/.config', () => {
    mkdirSync(join(folder, 'xdg', 'flotilla'), {recursive: true});
    mkdirSync(join(folder, '.config', 'flotilla'), {recursive: true});
    writeFileSync(join(folder, 'xdg', 'flotilla', 'config.yaml'), 'kubeconfig: [/from-xdg]\n');
    writeFileSync(join(folder, '.config', 'flotilla', 'config.yaml'), 'kubeconfig: [/from-home]\n');
    const system = join(folder, 'none.yaml');
    const of = (environment: Record<string, string>) =>
      loadSettings({files: {system}, flags: {}, environment, home: folder}).settings.kubeconfig;
    assert.deepEqual(of({XDG_CONFIG_HOME: join(folder, 'xdg')}), ['/from-xdg']);
    assert.deepEqual(of({}), ['/from-home']);
    assert.deepEqual(of({XDG_CONFIG_HOME: 'relative'}), ['/from-home']);
  });

  it('name the kubeconfigs unless the shell does, and a flag counts more than both', () => {
    const user = join(folder, 'user.yaml');
    writeFileSync(user, 'kubeconfig: [/from-settings]\n');
    const files = {system: join(folder, 'none.yaml'), user};
    const of = (environment: Record<string, string>, kubeconfig: readonly string[] = []) =>
      loadSettings({files, flags: {kubeconfig}, environment, home: folder}).settings.kubeconfig;
    assert.deepEqual(of({}), ['/from-settings']);
    assert.deepEqual(of({KUBECONFIG: ''}), ['/from-settings']);
    assert.deepEqual(of({KUBECONFIG: '/from-shell'}), [], 'what KUBECONFIG names is read by who reads it');
    assert.deepEqual(of({KUBECONFIG: '/from-shell'}, ['/from-flag']), ['/from-flag']);
  });

  it('tell which files there are, also one that cannot be understood', () => {
    const user = join(folder, 'user.yaml');
    const system = join(folder, 'system.yaml');
    assert.deepEqual(load().files, [user]);
    assert.deepEqual(load({system: 'readOnly: ['}).files, [system, user]);
  });

  it('hold everything the file says', () => {
    const {settings, problems} = load({
      user: `
readOnly: true
kubeconfig: [~/.kube/config, /srv/kubeconfigs, near]
groups:
  - name: eu
    tier: prod
    match: {context: "prod-eu*", provider: eks}
  - name: lab
    match: {server: "https://127.0.0.1:*"}
logins:
  - name: corp
    match: {command: vault-*}
    command: [vault, login]
contexts:
  - match: old-*
    http1: true
    namespaces: [shop, pay]
`,
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(settings, {
      isReadOnly: true,
      kubeconfig: [join(folder, '.kube/config'), '/srv/kubeconfigs', join(folder, 'near')],
      groups: [
        {name: 'eu', tier: 'prod', match: {context: 'prod-eu*', provider: 'eks'}},
        {name: 'lab', match: {server: 'https://127.0.0.1:*'}},
      ],
      logins: [{name: 'corp', match: {command: 'vault-*'}, command: ['vault', 'login']}],
      contexts: [{match: 'old-*', http1: true, namespaces: ['shop', 'pay']}],
    });
  });

  it('treat an empty file and a file of comments as saying nothing', () => {
    for (const user of ['', '# nothing yet\n', '---\n']) assert.deepEqual(load({user}).problems, []);
  });

  it('let the flag replace the kubeconfig of the files, unless it is empty', () => {
    const user = 'kubeconfig: [/file]\n';
    assert.deepEqual(load({user, flags: {kubeconfig: ['/flag']}}).settings.kubeconfig, ['/flag']);
    assert.deepEqual(load({user, flags: {kubeconfig: []}}).settings.kubeconfig, ['/file']);
  });
});

describe('what a person wants of the screen', () => {
  it('is what the house has, where nothing is said', () => {
    assert.deepEqual(load().screen, {
      theme: 'auto',
      keymap: 'k9s',
      glyphs: 'auto',
      columns: {},
      favourites: [],
      shell: [],
    });
  });

  it('stands over what the system-wide file says, for columns view by view', () => {
    const {screen, problems} = load({
      system: 'theme: mono\nkeymap: vim\ncolumns: {grid: [CLUSTER], pods: [NAME]}\nfavourites: [eu]\n',
      user: 'theme: light\nglyphs: ascii\ncolumns: {grid: [CLUSTER, STATE]}\nfavourites: [us]\nshell: [zsh, -l]\n',
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(screen, {
      theme: 'light',
      keymap: 'vim',
      glyphs: 'ascii',
      columns: {grid: ['CLUSTER', 'STATE'], pods: ['NAME']},
      favourites: ['us'],
      shell: ['zsh', '-l'],
    });
  });
});

describe('read-only', () => {
  it('comes from the flag, the environment, the person and the system-wide file', () => {
    assert.equal(load({flags: {readOnly: true}}).settings.isReadOnly, true);
    assert.equal(load({environment: {FLOTILLA_READ_ONLY: '1'}}).settings.isReadOnly, true);
    assert.equal(load({user: 'readOnly: true\n'}).settings.isReadOnly, true);
    assert.equal(load({system: 'readOnly: true\n'}).settings.isReadOnly, true);
  });

  it('of the system-wide file cannot be loosened by file, environment or flag', () => {
    const {settings} = load({
      system: 'readOnly: true\n',
      user: 'readOnly: false\n',
      environment: {FLOTILLA_READ_ONLY: '0'},
      flags: {readOnly: false},
    });
    assert.equal(settings.isReadOnly, true);
  });

  it('is what a misspelt environment value means, and not what a clear no means', () => {
    for (const yes of ['true', 'yes', 'on', 'ture'])
      assert.equal(load({environment: {FLOTILLA_READ_ONLY: yes}}).settings.isReadOnly, true, yes);
    for (const no of ['', '0', 'false', 'NO'])
      assert.equal(load({environment: {FLOTILLA_READ_ONLY: no}}).settings.isReadOnly, false, no);
  });

  it('is the answer to a system-wide file that cannot be understood, and the program goes on', () => {
    const {settings, problems} = load({system: 'readOnly: maybe\n'});
    assert.equal(settings.isReadOnly, true);
    assert.equal(problems[0]?.isFatal, false);
    assert.match(problems[0]?.message ?? '', /read-only until this is mended/);
  });

  it('is the answer to a system-wide file that cannot be read', () => {
    // A folder in its place cannot be read by anybody, root included.
    mkdirSync(join(folder, 'system.yaml'));
    const {settings, problems} = load();
    assert.equal(settings.isReadOnly, true);
    assert.deepEqual(
      problems.map(({file, isFatal}) => ({file, isFatal})),
      [{file: join(folder, 'system.yaml'), isFatal: false}],
    );
  });

  it('stands while the own file is broken', () => {
    assert.equal(load({user: 'readonly: true\n'}).settings.isReadOnly, true);
  });
});

describe('a rule of the system-wide file', () => {
  it('comes before those of a person, who so cannot turn production into something else', () => {
    const {settings} = load({
      system: 'groups: [{name: live, tier: prod, match: {context: "*"}}]\n',
      user: 'groups: [{name: mine, tier: dev, match: {context: "*"}}]\n',
    });
    assert.deepEqual(
      settings.groups.map(({name}) => name),
      ['live', 'mine'],
    );
  });
});

describe('a problem in the settings', () => {
  const table: readonly {readonly name: string; readonly source: string; readonly says: string}[] = [
    {
      name: 'names the line of a misspelt key and what was meant',
      source: 'kubeconfig: []\nreadonly: true\n',
      says: ':2: readonly: unknown key: did you mean readOnly?',
    },
    {
      name: 'lists what may stand there where nothing is near',
      source: 'colour: red\n',
      says: ':1: colour: unknown key: expected one of readOnly, kubeconfig, groups, logins, contexts, theme,',
    },
    {
      name: 'finds a misspelt key deep inside',
      source: 'groups:\n  - name: a\n    match:\n      contxt: x\n',
      says: ':4: groups[0].match.contxt: unknown key: did you mean context?',
    },
    {
      name: 'says what was expected and what was found',
      source: 'groups:\n- name: a\n  match: {context: x}\nreadOnly: yes please\n',
      says: ':4: readOnly: expected true or false, found the text "yes please"',
    },
    {
      name: 'names the item of a list',
      source: 'kubeconfig:\n  - /a\n  - 7\n',
      says: ':3: kubeconfig[1]: expected a text, found 7',
    },
    {
      name: 'points at the item that lacks a key',
      source: 'groups:\n  - name: a\n    match: {context: x}\n  - tier: prod\n    match: {context: y}\n',
      says: ':4: groups[1].name: missing: expected a text',
    },
    {
      name: 'refuses a rule that would match everything unsaid',
      source: 'groups:\n  - name: a\n    match: {}\n',
      says: ':3: groups[0].match: expected at least one of context, server, provider',
    },
    {
      name: 'tells a key without a value',
      source: 'contexts:\n',
      says: ':1: contexts: expected a list, found nothing',
    },
    {
      name: 'tells a file that is no mapping',
      source: '- a\n',
      says: ':1: expected keys and values, found a list',
    },
    {
      name: 'tells a key that stands twice',
      source: 'readOnly: true\nreadOnly: false\n',
      says: ':2: readOnly: stands twice: already in line 1',
    },
    {
      name: 'tells which words there are',
      source: 'glyphs: asci\n',
      says: ':1: glyphs: unknown value: did you mean ascii?',
    },
    {
      name: 'tells how many favourites there are keys for',
      source: `favourites: [${'a, '.repeat(10)}]\n`,
      says: ':1: favourites: expected at most 9, for the keys 1 to 9',
    },
    {
      name: 'finds a view without columns',
      source: 'columns:\n  grid: []\n',
      says: ':2: columns.grid: expected at least one column',
    },
    {name: 'tells YAML that does not parse', source: 'a: 1\nb: [1\nc: 2\n', says: ': not valid YAML'},
    {name: 'tells an alias of nothing', source: 'kubeconfig: *none\n', says: ': not valid YAML'},
  ];
  for (const {name, source, says} of table) {
    it(name, () => {
      const {problems} = load({user: source});
      assert.ok(problems.length > 0);
      const said = problems.map(describeProblem).join('\n');
      assert.ok(said.includes(says), said);
      assert.ok(said.startsWith(join(folder, 'user.yaml')), said);
      assert.ok(problems.every(({isFatal}) => isFatal));
    });
  }

  it('does not hide the next one', () => {
    const {problems} = load({user: 'readonly: true\nkubeconfig: x\n'});
    assert.deepEqual(problems.map(({line}) => line).sort(), [1, 2]);
  });

  it('leaves nothing of the file: half the rules may turn a cluster into what it is not', () => {
    const {settings, screen} = load({
      user: 'theme: light\ngroups: [{name: a, tier: dev, match: {context: "*"}}, {name: b, teir: prod, match: {context: x}}]\n',
    });
    assert.deepEqual([settings.groups, screen.theme], [[], 'auto']);
  });

  it('is a file named by the flag that does not exist', () => {
    const user = join(folder, 'not-there.yaml');
    const {problems} = loadSettings({
      files: {system: join(folder, 'system.yaml'), user},
      flags: {},
      environment: {},
      home: folder,
    });
    assert.equal(problems.map(describeProblem).join(), `${user}: no such file`);
  });
});

function load(
  given: {
    system?: string;
    user?: string;
    environment?: Record<string, string>;
    flags?: {readOnly?: boolean; kubeconfig?: string[]};
  } = {},
): LoadedSettings {
  const system = join(folder, 'system.yaml');
  const user = join(folder, 'user.yaml');
  if (given.system !== undefined) writeFileSync(system, given.system);
  writeFileSync(user, given.user ?? '');
  return loadSettings({
    files: {system, user},
    flags: given.flags ?? {},
    environment: given.environment ?? {},
    home: folder,
  });
}
