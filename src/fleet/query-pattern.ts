import {RE2JS, RE2JSSyntaxException} from 're2js';

/** A regular expression that a person typed. */
export interface Pattern {
  test(text: string): boolean;
}

export type ParsedPattern =
  | {readonly type: 'pattern'; readonly pattern: Pattern}
  /** `at` is the offset in the source of what cannot be read. */
  | {readonly type: 'error'; readonly at: number; readonly message: string};

/**
 * RE2's syntax, whatever the case. It is asked of every row while a person types: its time grows with the length of a
 * text and no faster, where V8's own engine can be kept busy for good by a dozen characters.
 */
export function parsePattern(source: string): ParsedPattern {
  try {
    return {type: 'pattern', pattern: RE2JS.compile(source, RE2JS.CASE_INSENSITIVE)};
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const fault = error.getPattern() ?? '';
    return {type: 'error', at: Math.max(0, source.indexOf(fault)), message: reason(error, fault)};
  }
}

/** What RE2 goes without, for its time's sake, by how it begins. */
const absent: readonly (readonly [RegExp, string])[] = [
  [/^\(\?[=!]/, 'look-ahead'],
  [/^\(\?<[=!]/, 'look-behind'],
  [/^\\[1-9k]/, 'back-references'],
];

function reason(error: RE2JSSyntaxException, fault: string): string {
  const missing = absent.find(([beginning]) => beginning.test(fault));
  if (missing) return `patterns have no ${missing[1]}`;
  return `not a regular expression: ${error.getDescription().replace('Perl ', '')}`;
}
