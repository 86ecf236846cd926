/** What an xterm sends for a chord. */
export function bytesOf(chord: string): string {
  const [, prefix = '', key = ''] = /^((?:ctrl-|alt-|shift-)*)(.+)$/su.exec(chord) ?? [];
  const has = (modifier: string) => prefix.includes(modifier);
  const parameter = 1 + (has('shift-') ? 1 : 0) + (has('alt-') ? 2 : 0) + (has('ctrl-') ? 4 : 0);
  const final = finals[key];
  if (final !== undefined) {
    if (parameter === 1) return `\x1b${'PQRS'.includes(final) ? 'O' : '['}${final}`;
    return `\x1b[1;${parameter}${final}`;
  }
  const number = numbers[key];
  if (number !== undefined) return parameter === 1 ? `\x1b[${number}~` : `\x1b[${number};${parameter}~`;
  const single = singles[key] ?? key;
  if (key === 'backtab' || has('shift-')) return `${has('alt-') ? '\x1b' : ''}\x1b[Z`;
  return (has('alt-') ? '\x1b' : '') + (has('ctrl-') ? controlOf(single) : single);
}

function controlOf(character: string): string {
  if (character === ' ') return '\0';
  if (character === '/') return '\x1f';
  return String.fromCharCode(character.toUpperCase().charCodeAt(0) & 0x1f);
}

const singles: Readonly<Record<string, string>> = {
  enter: '\r',
  esc: '\x1b',
  tab: '\t',
  backspace: '\x7f',
  space: ' ',
};

const finals: Readonly<Record<string, string>> = {
  ...{up: 'A', down: 'B', right: 'C', left: 'D', home: 'H', end: 'F', f1: 'P', f2: 'Q', f3: 'R', f4: 'S'},
};

const numbers: Readonly<Record<string, number>> = {
  ...{insert: 2, delete: 3, pageup: 5, pagedown: 6},
  ...{f5: 15, f6: 17, f7: 18, f8: 19, f9: 20, f10: 21, f11: 23, f12: 24},
};
