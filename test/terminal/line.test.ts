import assert from 'node:assert/strict';
import {test} from 'node:test';
import {withoutSgr} from '../../src/ui/paint/ansi.ts';
import {type Line, lineText, onRow, paintLine} from '../../src/ui/paint/line.ts';
import {type Role, roles} from '../../src/ui/paint/roles.ts';

const plain = Object.fromEntries(roles.map((role) => [role, ''])) as Record<Role, string>;
const sgr = {
  ...plain,
  bad: '\x1b[31m',
  dim: '\x1b[2m',
  cursor: '\x1b[7m',
  production: '\x1b[97;41m',
  info: '\x1b[38;5;7m',
};

const line: Line = [{text: 'web  '}, {text: 'CrashLoop', role: 'bad'}, {text: ' 12/12  '}];

test('a line says what its stretches say', () => {
  assert.equal(lineText(line), 'web  CrashLoop 12/12  ');
});

test('a stretch is painted as its role is, and nothing else; blanks at the end are dropped', () => {
  assert.equal(paintLine(line, 80, sgr), 'web  \x1b[31mCrashLoop\x1b[0m 12/12');
  assert.equal(paintLine(line, 80, plain), 'web  CrashLoop 12/12');
  assert.equal(paintLine([{text: 'a'}, {text: '    ', role: 'dim'}, {text: '   '}], 80, sgr), 'a');
  assert.equal(paintLine([{text: 'a'}, {text: '  ', role: 'info'}], 80, sgr), 'a');
});

test('a row under the cursor is painted to the edge, and what is bad in it stays so', () => {
  const painted = paintLine(onRow(line, 'cursor'), 24, sgr);
  assert.equal(painted, '\x1b[7mweb  \x1b[0m\x1b[7m\x1b[31mCrashLoop\x1b[0m\x1b[7m 12/12    \x1b[0m');
  assert.equal(withoutSgr(painted).length, 24);
  assert.equal(paintLine(onRow([], 'cursor'), 3, sgr), '\x1b[7m   \x1b[0m');
});

test('a row whose role is not seen on blanks costs none', () => {
  assert.equal(
    paintLine(onRow(line, 'dim'), 80, sgr),
    '\x1b[2mweb  \x1b[0m\x1b[2m\x1b[31mCrashLoop\x1b[0m\x1b[2m 12/12\x1b[0m',
  );
});

test('a blank with a background is not dropped', () => {
  assert.equal(
    paintLine([{text: 'a'}, {text: ' p ', role: 'production'}], 80, sgr),
    'a\x1b[97;41m p \x1b[0m',
  );
});

test('what does not fit is cut, in the look of where it is cut, and says so', () => {
  assert.equal(paintLine(line, 10, sgr), 'web  \x1b[31mCras…\x1b[0m');
  assert.equal(paintLine(line, 10, sgr, '~'), 'web  \x1b[31mCras~\x1b[0m');
  assert.equal(paintLine(line, 5, plain), 'web …');
  assert.equal(paintLine(line, 20, plain), 'web  CrashLoop 12/12');
  assert.equal(paintLine(line, 1, plain), '…');
  assert.equal(paintLine(line, 0, plain), '');
});

test('a wide character is never cut in half', () => {
  assert.equal(paintLine([{text: '漢字漢字'}], 6, plain), '漢字…');
  const row = paintLine(onRow([{text: '漢字漢字'}], 'cursor'), 6, sgr);
  assert.equal(withoutSgr(row), '漢字… ');
});
