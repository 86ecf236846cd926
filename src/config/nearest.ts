/** The word of `known` that `word` is most likely a slip of; undefined where none is near enough to suggest. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    const distance = editDistance(fold(word), fold(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `read-only`, `read_only` and `readonly` are all slips of `readOnly`, however many letters apart. */
function fold(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, '');
}

/** Levenshtein's, with two letters in each other's place as one slip (optimal string alignment), row by row. */
function editDistance(left: string, right: string): number {
  const [letters, others] = [[...left], [...right]];
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({length: others.length + 1}, (_, index) => index);
  for (const [at, letter] of letters.entries()) {
    const next = [at + 1];
    for (const [index, other] of others.entries()) {
      const replaced = (row[index] ?? 0) + (letter === other ? 0 : 1);
      const isSwapped = letter === others[index - 1] && letters[at - 1] === other;
      const swapped = isSwapped ? (before[index - 1] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
