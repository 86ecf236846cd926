/** A pattern with `*` (any run, also empty) and `?` (any one character) as an anchored, case-sensitive expression. */
export function glob(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
    // A run of stars means the same as one, and would make the expression try every split of it.
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'su');
}
