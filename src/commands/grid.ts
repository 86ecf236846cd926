import {groupings} from '../fleet/index.ts';
import type {Command} from './command.ts';

/** What only the grid of clusters can do. */
export const grid: readonly Command[] = [
  {
    id: 'grid.next-bad',
    title: 'the next row that is not well',
    hint: 'next bad',
    rank: 3,
    scopes: ['grid'],
    run(stage) {
      if (stage.grid?.nextBad(1) === false) stage.say('every row that can be seen is well');
    },
  },
  {
    id: 'grid.previous-bad',
    title: 'the row before that is not well',
    scopes: ['grid'],
    run(stage) {
      if (stage.grid?.nextBad(-1) === false) stage.say('every row that can be seen is well');
    },
  },
  {
    id: 'grid.group-by',
    title: 'group rows by group, provider, region, version, or not',
    scopes: ['grid'],
    run(stage) {
      const {grid: facet} = stage;
      if (!facet) return;
      const next = groupings[(groupings.indexOf(facet.grouping) + 1) % groupings.length] ?? 'none';
      facet.groupBy(next);
      stage.say(next === 'none' ? 'rows are not grouped' : `rows are grouped by ${next}`);
    },
  },
  {
    id: 'grid.fold',
    title: 'fold the rows of a heading, or open them',
    scopes: ['grid'],
    disabled: ({grid: facet}) => (facet?.grouping === 'none' ? 'rows are not grouped' : undefined),
    run: ({grid: facet}) => facet?.fold(),
  },
];
