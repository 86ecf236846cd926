import type {Command} from './command.ts';

/** Around every screen: where to go, how to leave. */
export const application: readonly Command[] = [
  {
    id: 'app.command',
    title: 'type a command',
    scopes: ['global'],
    isKeyOnly: true,
    run: (stage) => stage.edit('command'),
  },
  {
    id: 'app.help',
    title: 'keys of this screen',
    hint: 'help',
    rank: 9,
    scopes: ['global'],
    run: (stage) => stage.open({type: 'help'}),
  },
  {
    id: 'app.back',
    title: 'back; ends a filter first',
    scopes: ['global'],
    isKeyOnly: true,
    run(stage) {
      if (!stage.back()) stage.say('there is nothing to go back to; q quits');
    },
  },
  {
    id: 'app.leave',
    title: 'back; at the grid, quit',
    scopes: ['global'],
    isKeyOnly: true,
    async run(stage) {
      if (stage.back()) return;
      // `q` is what less, top and man are left with: a slip on the way out must not end a watch that ran for days.
      const question = {title: 'Quit Flotilla?', lines: ['Nothing on any cluster changes.'], accept: 'quit'};
      if (await stage.confirm(question)) stage.quit();
    },
  },
  {
    id: 'app.quit',
    title: 'quit',
    scopes: ['global'],
    run: (stage) => stage.quit(),
  },
  {
    id: 'app.previous',
    title: 'the place before',
    scopes: ['global'],
    isKeyOnly: true,
    run: (stage) => stage.step(-1),
  },
  {
    id: 'app.next',
    title: 'the place after',
    scopes: ['global'],
    isKeyOnly: true,
    run: (stage) => stage.step(1),
  },
  {
    id: 'app.last',
    title: 'the last command again',
    scopes: ['global'],
    isKeyOnly: true,
    run: (stage) => stage.repeat(),
  },
  {
    id: 'app.redraw',
    title: 'paint the whole screen anew',
    scopes: ['global'],
    run: (stage) => stage.redraw(),
  },
  {
    id: 'app.grid',
    title: 'the grid of all clusters',
    scopes: ['global'],
    run: (stage) => stage.open({type: 'grid'}),
  },
];
