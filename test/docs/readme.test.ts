import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {describe, it} from 'node:test';
import {textsOf} from '../../scripts/built-in.ts';
import {readmeWithKeys} from '../../scripts/readme-keys.ts';
import {parseArguments} from '../../src/cli/index.ts';
import {allCommands} from '../../src/commands/index.ts';
import {describeProblem, loadKeymap, loadSettings, loadTheme} from '../../src/config/index.ts';
import {settingsFile} from '../../src/config/schema.ts';
import {roles} from '../../src/ui/index.ts';

const root = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');

describe('the README', () => {
  it('has the keys that there are', () => {
    assert.ok(readme === readmeWithKeys(readme), 'its table of keys is out of date: run npm run readme');
  });

  it('says what is wrong where its marks are gone', () => {
    assert.throws(() => readmeWithKeys('# Flotilla\n'), /has no <!-- keys/);
  });

  it('shows and links only what is there', () => {
    const paths = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path);
    assert.ok(paths.length >= 2);
    assert.deepEqual(
      paths.filter((path) => !existsSync(new URL(path, root))),
      [],
    );
  });

  it('runs only scripts that there are', () => {
    const {scripts} = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
    const named = [...readme.matchAll(/npm (?:run )?([a-z][\w:]*)/g)].map(([, name = '']) => name);
    const known = new Set([...Object.keys(scripts), 'ci']);
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
  });

  it('names only commands that there are', () => {
    const commands = [...readme.matchAll(/^(?:npx )?flotilla(?: ([a-z].*?))?(?: {2,}.*| #.*)?$/gm)];
    assert.ok(commands.length > 8);
    for (const [line, words = ''] of commands) {
      const argv = words.split(/ [|>] /)[0]?.match(/'[^']*'|\S+/g) ?? [];
      const bare = argv.map((word) => word.replaceAll("'", ''));
      const {type} = parseArguments(bare, '1.0.0');
      assert.notEqual(type, 'refuse', line);
    }
  });

  it('has examples of settings, keymap and theme that are understood as they stand', () => {
    const folder = mkdtempSync(join(tmpdir(), 'flotilla-readme-'));
    try {
      const [config = '', keymap = '', theme = ''] = ['config', 'keymap', 'theme'].map((name) => {
        const block = new RegExp(
          `\`\`\`yaml\n(# yaml-language-server: \\$schema=[^\n]*/${name}\\.json\n.*?)\`\`\``,
          's',
        );
        const text = block.exec(readme)?.[1];
        assert.ok(text, name);
        const file = join(folder, `${name}.yaml`);
        writeFileSync(file, text);
        return file;
      });
      const files = {system: join(folder, 'none.yaml'), user: config};
      const problems = [
        ...loadSettings({environment: {}, home: folder, flags: {}, files}).problems,
        ...loadKeymap({name: 'k9s', builtIn: textsOf('keymaps'), userFile: keymap, commands: allCommands})
          .problems,
        ...loadTheme({name: basename(theme, '.yaml'), builtIn: textsOf('themes'), roles, userFolder: folder})
          .problems,
      ];
      assert.deepEqual(problems.map(describeProblem), []);
    } finally {
      rmSync(folder, {recursive: true});
    }
  });

  it('tells of every setting', () => {
    for (const name of Object.keys(settingsFile.shape))
      assert.match(readme, new RegExp(`\\b${name}\\b`), name);
  });
});
