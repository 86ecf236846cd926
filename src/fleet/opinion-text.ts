import type {ClusterRow, HubRole, Opinion} from './row.ts';

/**
 * The cell of HUB, in 9 cells where it can be: what hubs say of the cluster (`karmada+`, of several `1+ 1-`), else whose
 * hub it is (`hub of 3`); empty where no hub knows it.
 */
export function hubCell({opinions = [], hubOf = []}: Pick<ClusterRow, 'opinions' | 'hubOf'>): string {
  const [first, ...others] = opinions;
  if (first === undefined) return hubOf.length === 0 ? '' : `hub of ${hubOf.map(countText).join(',')}`;
  if (others.length === 0) return `${first.system}${first.word}`;
  return words
    .map((word) => ({word, count: opinions.filter((opinion) => opinion.word === word).length}))
    .flatMap(({word, count}) => (count === 0 ? [] : [`${count}${word}`]))
    .join(' ');
}

/** What hubs say in one word: one that finds it ill is believed before those that find it well. */
export function hubWord(opinions: readonly Opinion[]): Opinion['word'] | undefined {
  return worstFirst(opinions)[0]?.word;
}

/** Those that find it ill, then those that find it well, then those that do not know. */
export function worstFirst(opinions: readonly Opinion[]): readonly Opinion[] {
  return opinions.toSorted((a, b) => '-+?'.indexOf(a.word) - '-+?'.indexOf(b.word));
}

const words = ['+', '-', '?'] as const;

function countText({members}: HubRole): string {
  switch (members.type) {
    case 'known':
    case 'hub':
      return `${members.value}`;
    case 'last':
      return `~${members.value}`;
    case 'unknown':
      return '?';
    case 'denied':
      return '-';
  }
}
