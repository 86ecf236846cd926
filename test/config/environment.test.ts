import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {type ColourDepth, colourDepth, glyphSet, themeName} from '../../src/config/index.ts';

describe('the colours that may be sent', () => {
  const table: readonly [ColourDepth, Readonly<Record<string, string>>][] = [
    ['truecolor', {TERM: 'xterm-256color', COLORTERM: 'truecolor'}],
    ['truecolor', {TERM: 'xterm-256color', COLORTERM: '24bit'}],
    ['truecolor', {TERM: 'xterm-direct'}],
    ['truecolor', {TERM: 'xterm-kitty'}],
    ['truecolor', {TERM: 'tmux-256color', COLORTERM: 'truecolor', TMUX: '/tmp/tmux'}],
    ['256', {TERM: 'xterm-256color'}],
    ['256', {TERM: 'screen-256color', COLORTERM: 'truecolor', STY: '1.pts-0'}],
    ['16', {TERM: 'screen', COLORTERM: 'truecolor', STY: '1.pts-0'}],
    ['16', {TERM: 'xterm'}],
    ['16', {TERM: 'linux', COLORTERM: 'truecolor'}],
    ['none', {TERM: 'dumb', COLORTERM: 'truecolor'}],
    ['none', {TERM: 'vt100'}],
    ['none', {TERM: 'xterm-mono'}],
    ['none', {}],
    ['none', {TERM: 'xterm-256color', NO_COLOR: '1'}],
    ['256', {TERM: 'xterm-256color', NO_COLOR: ''}],
    ['16', {TERM: 'xterm-256color', NO_COLOR: '1', FORCE_COLOR: '1'}],
    ['256', {TERM: 'dumb', FORCE_COLOR: '2'}],
    ['truecolor', {FORCE_COLOR: '3'}],
    ['none', {TERM: 'xterm-256color', FORCE_COLOR: '0'}],
  ];
  for (const [expected, environment] of table) {
    it(`are ${expected} for ${JSON.stringify(environment)}`, () => {
      assert.equal(colourDepth(environment, true), expected);
    });
  }

  it('are none where nobody looks, unless they are asked for', () => {
    assert.equal(colourDepth({TERM: 'xterm-256color'}, false), 'none');
    assert.equal(colourDepth({TERM: 'xterm-256color', FORCE_COLOR: '1'}, false), '16');
  });
});

describe('the theme', () => {
  it('is the one that settings name', () => {
    assert.equal(themeName('mono', {COLORFGBG: '0;15'}), 'mono');
  });

  it('is dark unless the terminal says that its background is light', () => {
    for (const light of ['0;15', '0;7', '0;default;15'])
      assert.equal(themeName('auto', {COLORFGBG: light}), 'light');
    for (const dark of ['15;0', '7;8', '12;default', '', '0;', '0;16', 'x'])
      assert.equal(themeName('auto', {COLORFGBG: dark}), 'dark', dark);
    assert.equal(themeName('auto', {}), 'dark');
  });
});

describe('the glyphs', () => {
  it('are those that settings name', () => {
    assert.equal(glyphSet('unicode', {}), 'unicode');
    assert.equal(glyphSet('ascii', {LANG: 'en_US.UTF-8'}), 'ascii');
  });

  it('are ASCII unless the locale that counts is UTF-8', () => {
    assert.equal(glyphSet('auto', {LANG: 'de_DE.UTF-8'}), 'unicode');
    assert.equal(glyphSet('auto', {LANG: 'C.utf8'}), 'unicode');
    assert.equal(glyphSet('auto', {LANG: 'de_DE.UTF-8', LC_ALL: 'C'}), 'ascii');
    assert.equal(glyphSet('auto', {LANG: 'C', LC_CTYPE: 'en_US.UTF-8', LC_ALL: ''}), 'unicode');
    assert.equal(glyphSet('auto', {LANG: 'POSIX'}), 'ascii');
    assert.equal(glyphSet('auto', {}), 'ascii');
  });
});
