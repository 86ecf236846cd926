import type {Command} from './command.ts';

/** Limits grid and lists to one group of clusters: 0 shows all, 1 to 9 the favourite groups. */
export const scope: readonly Command[] = [
  {
    id: 'scope.all',
    title: 'all clusters',
    scopes: ['grid', 'list'],
    run(stage) {
      stage.setGroup('');
      stage.say('all clusters');
    },
  },
  ...Array.from({length: 9}, (_, index) => favourite(index)),
];

function favourite(index: number): Command {
  const number = index + 1;
  return {
    id: `scope.${number}`,
    title: `only group ${number} of the favourites`,
    series: 'only that one of the favourite groups',
    scopes: ['grid', 'list'],
    isKeyOnly: true,
    disabled: ({favourites}) =>
      favourites[index] === undefined
        ? `there are only ${favourites.length} groups; the settings name them (favourites:)`
        : undefined,
    run(stage) {
      const name = stage.favourites[index] ?? '';
      stage.setGroup(name);
      stage.say(`only group ${name}; ${stage.keyFor('scope.all')} shows all`);
    },
  };
}
