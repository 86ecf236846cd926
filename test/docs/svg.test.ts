import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {svgOf} from '../../scripts/svg.ts';
import {cellsOf} from '../../scripts/svg-cells.ts';
import {createEmulator} from '../terminal/screen.ts';

describe('a screen as an SVG', () => {
  it('escapes what XML would take for itself', async () => {
    const svg = await drawn('a <b> & "c"');
    assert.match(svg, />a &lt;b&gt; &amp; &quot;c&quot;<\/text>/);
    assert.match(svg, /<title>Words &lt;here&gt;<\/title>/);
  });

  it('has the colours of a cell, of the palette as well, and else those of the picture', async () => {
    assert.match(await styleOf('\x1b[38;2;255;143;143mred'), /^fill:#ff8f8f$/);
    assert.match(await styleOf('\x1b[38;5;196mred'), /^fill:#ff0000$/);
    assert.match(await styleOf('\x1b[32mgreen'), /^fill:#00cd00$/);
    assert.match(await styleOf('plain'), /^fill:#e5e5e5$/);
    assert.match(
      await drawn('\x1b[48;2;1;2;3mon'),
      /<rect x="0" y="0" width="16.8" height="18" fill="#010203"\/>/,
    );
  });

  it('has the attributes of a cell', async () => {
    assert.match(await styleOf('\x1b[1mword'), /;font-weight:bold$/);
    assert.match(await styleOf('\x1b[2mword'), /;fill-opacity:\.6$/);
    assert.match(await styleOf('\x1b[3mword'), /;font-style:italic$/);
    assert.match(await styleOf('\x1b[4mword'), /;text-decoration:underline$/);
  });

  it('swaps the colours of what is inverse, also under blanks', async () => {
    const svg = await drawn('\x1b[7mrow   \x1b[m.');
    assert.match(svg, /<rect x="0" y="0" width="50.4" height="18" fill="#e5e5e5"\/>/);
    assert.match(svg, /\.s0\{fill:#262626\}/);
    assert.match(await drawn('\x1b[7;38;2;255;143;143mrow'), /height="18" fill="#ff8f8f"\/>/);
  });

  it('puts every word where its column is, and says how wide it is, whatever the font', async () => {
    const svg = await drawn('ab  cd e');
    assert.match(svg, /x="0" y="13.5" textLength="16.8" [^>]*>ab</);
    assert.match(svg, /x="33.6" y="13.5" textLength="33.6" [^>]*>cd e</);
    assert.match(await drawn('\r\n\r\nx'), /x="0" y="49.5">x</);
  });

  it('gives wide characters two columns, and what follows them its own place', async () => {
    const svg = await drawn('a日本b');
    assert.match(svg, /x="0" y="13.5">a</);
    assert.match(svg, /x="8.4" y="13.5" textLength="16.8" [^>]*>日</);
    assert.match(svg, /x="25.2" y="13.5" textLength="16.8" [^>]*>本</);
    assert.match(svg, /x="42" y="13.5">b</);
    assert.match(await drawn('日\x1b[1mb'), /x="16.8" y="13.5">b</);
    const [row = []] = cellsOf(await shown('日本'));
    assert.deepEqual(
      row.slice(0, 3).map(({text, width}) => `${text}${width}`),
      ['日2', '本2', ' 1'],
    );
  });

  it('underlines the blanks between underlined words', async () => {
    assert.match(await drawn('\x1b[4ma   b'), />a {3}b</);
  });

  it('refers to nothing outside of itself', async () => {
    const svg = await drawn('word');
    assert.doesNotMatch(svg, /href|url\(|@import|<script/);
    assert.deepEqual(svg.match(/https?:[^"]*/g), ['http://www.w3.org/2000/svg']);
  });
});

async function shown(text: string) {
  const emulator = createEmulator(20, 4);
  await new Promise<void>((resolve) => emulator.write(text, resolve));
  return emulator;
}

async function drawn(text: string): Promise<string> {
  return svgOf(cellsOf(await shown(text)), {
    title: 'Words <here>',
    background: '#262626',
    foreground: '#e5e5e5',
  });
}

/** Of the first word. */
async function styleOf(text: string): Promise<string> {
  return /\.s0\{([^}]*)\}/.exec(await drawn(text))?.[1] ?? '';
}
