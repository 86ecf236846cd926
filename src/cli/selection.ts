import {glob} from '../text/index.ts';

/** What can be asked of a context before its server is: its name and its group in the settings. */
export interface Selectable {
  readonly context: string;
  readonly group: string;
}

export type Selection =
  | {readonly type: 'selected'; readonly contexts: ReadonlySet<string>}
  /** A name or pattern that matches nothing: most likely a slip, so nothing is asked of anybody. */
  | {readonly type: 'unknown'; readonly message: string};

/**
 * The contexts that match any of `patterns` (exact names or globs) and are in any of `groups`; an empty list asks for
 * all. A name that exists is taken as it stands, also with a `*` in it.
 */
export function selectContexts(
  all: readonly Selectable[],
  patterns: readonly string[],
  groups: readonly string[],
): Selection {
  const names = all.map(({context}) => context);
  const knownGroups = [...new Set(all.map(({group}) => group).filter((group) => group !== ''))];
  for (const [what, asked, known] of [
    ['context', patterns, names],
    ['group', groups, knownGroups],
  ] as const) {
    const stray = asked.find((pattern) => !known.some((name) => isMatch(pattern, name)));
    if (stray !== undefined) return {type: 'unknown', message: strayMessage(what, stray, known)};
  }
  const contexts = all.filter((one) => isSelected(one, patterns, groups)).map(({context}) => context);
  if (contexts.length > 0 || names.length === 0) return {type: 'selected', contexts: new Set(contexts)};
  return {
    type: 'unknown',
    message: `none of the contexts ${patterns.join(', ')} is in group ${groups.join(', ')}`,
  };
}

/** Also for contexts that the kubeconfig gains later. */
export function isSelected(
  {context, group}: Selectable,
  patterns: readonly string[],
  groups: readonly string[],
): boolean {
  return (
    (patterns.length === 0 || patterns.some((pattern) => isMatch(pattern, context))) &&
    (groups.length === 0 || groups.some((pattern) => isMatch(pattern, group)))
  );
}

function isMatch(pattern: string, name: string): boolean {
  return pattern === name || (/[*?]/.test(pattern) && glob(pattern).test(name));
}

const mostSuggestions = 5;

function strayMessage(what: 'context' | 'group', stray: string, known: readonly string[]): string {
  const problem = /[*?]/.test(stray) ? `no ${what} matches "${stray}"` : `there is no ${what} "${stray}"`;
  if (known.length === 0) {
    return `${problem}: ${what === 'group' ? 'the settings name no groups' : 'the kubeconfig has none'}`;
  }
  const near = nearMatches(stray, known);
  if (near.length > 0) return `${problem}; did you mean ${near.join(', ')}?`;
  const shown = known.slice(0, mostSuggestions).join(', ');
  return `${problem}; there ${known.length === 1 ? 'is' : 'are'} ${shown}${known.length > mostSuggestions ? ` and ${known.length - mostSuggestions} more` : ''}`;
}

/** Names that contain it or are contained in it, else those a few letters away. */
function nearMatches(stray: string, known: readonly string[]): readonly string[] {
  const wanted = stray.toLowerCase().replace(/[*?]/g, '');
  if (wanted === '') return [];
  return known
    .map((name) => ({name, distance: distanceOf(wanted, name.toLowerCase())}))
    .filter(({distance}) => distance <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort((first, second) => first.distance - second.distance)
    .slice(0, mostSuggestions)
    .map(({name}) => name);
}

/** Zero where one contains the other, else Levenshtein's distance. */
function distanceOf(first: string, second: string): number {
  if (second.includes(first) || (second.length >= 3 && first.includes(second))) return 0;
  let previous = Array.from({length: second.length + 1}, (_, index) => index);
  for (const [row, letter] of [...first].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...second].entries()) {
      const changed = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(changed, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
