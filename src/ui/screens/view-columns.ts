import {allKinds} from '../../kinds/index.ts';
import {gridColumnNames} from './grid-columns.ts';

/** The views that settings may choose columns for, each with the names of all it has. */
export function viewColumns(): Readonly<Record<string, readonly string[]>> {
  const lists = allKinds.map(({resource, columns}): [string, readonly string[]] => [
    resource.plural,
    [...(resource.namespaced ? ['CLUSTER', 'NAMESPACE'] : ['CLUSTER']), ...columns.map(({name}) => name)],
  ]);
  return {...Object.fromEntries(lists), grid: gridColumnNames()};
}
