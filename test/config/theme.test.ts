import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, describe, it} from 'node:test';
import {describeProblem, loadTheme, type Rgb, type Style, sgrOf, type Theme} from '../../src/config/index.ts';
import {nearest16, nearest256, rgbOf256, rgbOfAnsi} from '../../src/config/theme/palette.ts';
import {type Role, roles} from '../../src/ui/paint/roles.ts';
import {builtIn} from './keymaps.ts';

const themes = Object.keys(builtIn('themes'));
const depths = ['16', '256', 'truecolor'] as const;

describe('the themes of the house', () => {
  for (const name of themes) {
    it(`${name} says how every role looks`, () => {
      assert.deepEqual(loaded(name).problems, []);
      assert.equal(loaded(name).theme.name, name);
    });

    for (const depth of depths) {
      it(`${name} can be read in every role with ${depth} colours`, () => {
        const {theme} = loaded(name);
        const ratios = roles.map((role) => ({role, ratio: contrastOf(theme, theme.roles[role], depth)}));
        const least = (role: Role) => (name === 'high-contrast' ? 7 : role === 'dim' ? 3 : 4.5);
        assert.deepEqual(
          ratios.filter(({role, ratio}) => ratio < least(role)),
          [],
        );
      });
    }

    it(`${name} tells by attributes what no word tells, on a terminal without colours`, () => {
      const sgr = sgrOf(loaded(name).theme, 'none');
      // The others carry text: `~` before what is last known, a mark before a marked row, the words of STATE and WORST,
      // the tier's name, RO and WRITE; and titles, headings and what is typed have places of their own.
      for (const role of ['cursor', 'match'] as const) assert.notEqual(sgr[role], '', role);
      assert.notEqual(sgr.cursor, sgr.match);
      assert.notEqual(sgr.bad, sgr.good);
      assert.notEqual(sgr.writable, sgr.readOnly);
      assert.notEqual(sgr.key, sgr.text);
    });

    it(`${name} has the row under the cursor in inverse, so that every other role can be read on it too`, () => {
      const {cursor} = loaded(name).theme.roles;
      assert.deepEqual([cursor.inverse, cursor.fg, cursor.bg], [true, undefined, undefined]);
    });
  }

  it('mono has no colour', () => {
    const {theme} = loaded('mono');
    for (const role of roles)
      assert.deepEqual([theme.roles[role].fg, theme.roles[role].bg], [undefined, undefined]);
  });

  it('hold neither colour nor faintness back from plain text: it is what the terminal has', () => {
    for (const name of ['dark', 'light', 'mono']) assert.deepEqual(loaded(name).theme.roles.text, {});
  });
});

describe('the sequences of a theme', () => {
  const {theme} = loadTheme({
    name: 'own',
    builtIn: {
      own: `
roles:
  plain: {}
  red: {fg: '#ff8787', bold: true}
  told: {fg: {rgb: '#ff8787', ansi: bright-red}, underline: true}
  named: {fg: bright-blue, bg: white}
  usual: {fg: default, bg: default, inverse: true}
`,
    },
    roles: ['plain', 'red', 'told', 'named', 'usual'],
  });

  it('are as many colours as there may be', () => {
    assert.deepEqual(sgrOf(theme, 'truecolor'), {
      plain: '',
      red: '\x1b[1;38;2;255;135;135m',
      told: '\x1b[4;38;2;255;135;135m',
      named: '\x1b[94;47m',
      usual: '\x1b[7;39;49m',
    });
    assert.equal(sgrOf(theme, '256').red, '\x1b[1;38;5;210m');
    assert.equal(sgrOf(theme, '16').told, '\x1b[4;91m');
  });

  it('are the nearest colour where the theme names none of the sixteen', () => {
    assert.equal(nearest16([255, 10, 10]), 'bright-red');
    assert.equal(nearest16([0, 190, 20]), 'green');
    assert.deepEqual(rgbOf256(nearest256([250, 250, 250])), [255, 255, 255]);
    assert.deepEqual(rgbOf256(nearest256([129, 127, 128])), [128, 128, 128]);
  });

  it('hold only attributes without colours', () => {
    const none = {plain: '', red: '\x1b[1m', told: '\x1b[4m', named: '', usual: '\x1b[7m'};
    assert.deepEqual(sgrOf(theme, 'none'), none);
  });
});

describe("a person's own theme", () => {
  it('changes single roles of the one it extends', () => {
    const {theme, said} = own("extends: light\nroles:\n  bad: {fg: '#880000'}\n");
    assert.deepEqual(said, []);
    assert.deepEqual(theme.roles.bad, {fg: {type: 'rgb', rgb: [0x88, 0, 0]}});
    assert.deepEqual(theme.roles.good, loaded('light').theme.roles.good);
    assert.deepEqual(theme.background, loaded('light').theme.background);
  });

  it('stands over the built-in one of the same name, which it may extend', () => {
    const {theme, said} = own('extends: dark\nroles: {title: {italic: true}}\n', 'dark');
    assert.deepEqual(said, []);
    assert.deepEqual(theme.roles.title, {italic: true});
    assert.deepEqual(theme.roles.bad, loaded('dark').theme.roles.bad);
  });

  const faults: readonly [string, string, RegExp][] = [
    [
      'a role that nobody knows',
      'extends: dark\nroles:\n  titel: {}\n',
      /^mine.yaml:3: roles.titel: .* did you mean title\?$/,
    ],
    [
      'an attribute that nobody knows',
      'extends: dark\nroles:\n  bad: {blod: true}\n',
      /^mine.yaml:3: roles.bad.blod: .* mean bold\?$/,
    ],
    [
      'a colour that is none',
      'extends: dark\nroles:\n  bad:\n    fg: redd\n',
      /^mine.yaml:4: roles.bad.fg: expected a colour: '#rrggbb'/,
    ],
    [
      'a colour that YAML takes for a comment',
      'extends: dark\nroles:\n  bad:\n    fg: #ff0000\n',
      /^mine.yaml:4: roles.bad.fg: .* write it in quotes/,
    ],
    [
      'a role that is missing',
      'roles: {bad: {}}\n',
      /^mine.yaml:1: roles: missing: text, dim, title.* extends: dark/,
    ],
    [
      'a theme to extend that does not exist',
      'extends: drak\n',
      /^mine.yaml:1: extends: unknown theme: did you mean dark\?$/,
    ],
    ['no YAML', 'roles: [\n', /^mine.yaml:\d: not valid YAML/],
  ];
  for (const [name, text, said] of faults) {
    it(`is refused with file, line and key for ${name}`, () => {
      const loadedOwn = own(text);
      assert.equal(loadedOwn.said.length, 1);
      assert.match(loadedOwn.said.join(), said);
      assert.deepEqual(Object.keys(loadedOwn.theme.roles), [...roles]);
    });
  }

  it('keeps the roles without a fault', () => {
    const {theme} = own('extends: dark\nroles:\n  bad: {blod: true}\n  good: {italic: true}\n');
    assert.deepEqual(theme.roles.good, {italic: true});
  });

  it('is refused where there is no theme of that name', () => {
    const {problems} = loadTheme({name: 'drak', builtIn: builtIn('themes'), roles});
    assert.deepEqual(problems.map(describeProblem), ['theme drak: unknown theme: did you mean dark?']);
  });
});

const folder = mkdtempSync(join(tmpdir(), 'flotilla-themes-'));
after(() => rmSync(folder, {recursive: true, force: true}));

function own(text: string, name = 'mine') {
  const userFolder = mkdtempSync(join(folder, 'themes-'));
  mkdirSync(userFolder, {recursive: true});
  writeFileSync(join(userFolder, `${name}.yaml`), text);
  const result = loadTheme({name, builtIn: builtIn('themes'), roles, userFolder});
  return {
    ...result,
    said: result.problems.map((problem) => describeProblem(problem).replace(`${userFolder}/`, '')),
  };
}

function loaded(name: string) {
  return loadTheme({name, builtIn: builtIn('themes'), roles});
}

type Depth = (typeof depths)[number];

/** Of a role's text on what is behind it: its own background, else the one the theme is meant for. */
function contrastOf(theme: Theme, {fg, bg}: Style, depth: Depth): number {
  // A terminal that has only sixteen colours has one of them behind the text, too.
  const assumed = (rgb: Rgb) => (depth === '16' ? rgbOfAnsi(nearest16(rgb)) : rgb);
  const shown = (colour: Style['fg'], otherwise: Rgb): Rgb => {
    if (colour === undefined || colour.type === 'default') return assumed(otherwise);
    if (colour.type === 'ansi') return rgbOfAnsi(colour.name);
    if (depth === 'truecolor') return colour.rgb;
    if (depth === '256') return rgbOf256(nearest256(colour.rgb));
    return rgbOfAnsi(colour.ansi ?? nearest16(colour.rgb));
  };
  const [first, second] = [luminance(shown(fg, theme.foreground)), luminance(shown(bg, theme.background))];
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
