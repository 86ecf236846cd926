import type {Stage} from '../../commands/index.ts';
import type {GridHeading} from '../../fleet/index.ts';
import type {Span} from '../paint/line.ts';

/** The line of a group: folded or not, and how its clusters are. */
export function headingSpans({title, counts, isFolded}: GridHeading): readonly Span[] {
  const faults = counts.faults > 0 ? `  ${counts.faults} with faults` : '';
  return [
    {text: `${isFolded ? '+' : '-'} ${title}`, role: 'title'},
    {text: `  ${counts.live}/${counts.clusters} live`, role: 'dim'},
    {text: faults, role: 'bad'},
  ];
}

export function headingText({title, counts: {clusters, live, faults}}: GridHeading): string {
  return `${title}: ${clusters} clusters, ${live} live, ${faults} with faults`;
}

/**
 * Why no cluster is shown, and what would show some. `hidden`: clusters that the filter and faults-only leave out; `well`:
 * those of them that match the filter.
 */
export function gridEmptinessText(
  {group, keyFor}: {readonly group: string; readonly keyFor: Stage['keyFor']},
  {filter, hidden, well}: {readonly filter: string; readonly hidden: number; readonly well: number},
): string {
  if (well > 0 && filter !== '')
    return `no cluster that matches /${filter} has a fault; ${keyFor('table.faults')} shows all`;
  if (hidden > 0 && filter !== '')
    return `no cluster matches /${filter}; ${keyFor('app.back')} ends the filter`;
  if (hidden > 0) return `every cluster that can be seen is well; ${keyFor('table.faults')} shows all`;
  if (group !== '') return `group ${group} has no clusters; ${keyFor('scope.all')} shows all`;
  return 'the kubeconfig names no contexts';
}
