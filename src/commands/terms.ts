import {sanitise} from '../text/index.ts';

/** A term of a query that holds where the field is one of these texts, whole; nothing in them means anything else. */
export function isOneOf(field: string, texts: readonly string[]): string {
  const patterns = [...new Set(texts)].map(literal);
  return term(field, patterns.length === 1 ? `^${patterns[0]}$` : `^(${patterns.join('|')})$`);
}

/** A term with a regular expression, in quotes where blanks and quotes would end it. */
export function term(field: string, pattern: string): string {
  return `${field}:${/[\s"]/.test(pattern) ? `"${pattern.replaceAll(/["\\]/g, '\\$&')}"` : pattern}`;
}

/** The regular expression of just this text. The filter is shown, so what steers a terminal has any character's sign. */
export function literal(text: string): string {
  return Array.from(text, (character) => {
    if (/[\\^$.*+?()[\]{}|]/.test(character)) return `\\${character}`;
    const shown = sanitise(character);
    if (shown === character) return character;
    return shown === ' ' ? '\\s' : '.';
  }).join('');
}
