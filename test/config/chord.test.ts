import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {parseChord} from '../../src/config/index.ts';

describe('a key in a file', () => {
  const good: readonly [string, string][] = [
    ['j', 'j'],
    ['O', 'O'],
    ['shift-o', 'O'],
    ['shift-ö', 'Ö'],
    ['alt-shift-x', 'alt-X'],
    ['-', '-'],
    ['alt--', 'alt--'],
    ['shift-tab', 'backtab'],
    ['ctrl-\\', 'ctrl-\\'],
    ['ctrl-]', 'ctrl-]'],
    ['ctrl-/', 'ctrl-/'],
    ['ctrl-space', 'ctrl-space'],
    ['ctrl-alt-shift-left', 'ctrl-alt-shift-left'],
    ['f12', 'f12'],
    ['漢', '漢'],
    ['👩‍🚀', '👩‍🚀'],
  ];
  it('has one spelling', () => {
    for (const [written, chord] of good)
      assert.deepEqual(parseChord(written), {type: 'good', chord}, written);
  });

  const meant: readonly [string, string][] = [
    ['Ctrl-R', 'ctrl-r'],
    ['ctrl-R', 'ctrl-r'],
    ['C-r', 'ctrl-r'],
    ['<C-r>', 'ctrl-r'],
    ['^R', 'ctrl-r'],
    ['control+space', 'ctrl-space'],
    ['Shift-O', 'O'],
    ['M-x', 'alt-x'],
    ['shift-ctrl-left', 'ctrl-shift-left'],
    ['Return', 'enter'],
    ['ESC', 'esc'],
    ['escape', 'esc'],
    ['PgUp', 'pageup'],
    ['backspce', 'backspace'],
    ['Del', 'delete'],
  ];
  it('of another program, or misspelt, is told in the spelling of this one', () => {
    for (const [written, chord] of meant) {
      const expected = {type: 'bad', message: `unknown key: did you mean ${chord}?`};
      assert.deepEqual(parseChord(written), expected, written);
    }
  });

  it('is refused where no terminal could send it', () => {
    for (const written of [
      'ctrl-i',
      'ctrl-m',
      'ctrl-h',
      'shift-1',
      'shift-ß',
      'ctrl-1',
      'ctrl-ö',
      '',
      ' ',
      'f13',
      '\u200b',
    ]) {
      assert.equal(parseChord(written).type, 'bad', JSON.stringify(written));
    }
  });
});
