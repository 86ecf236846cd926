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
      if (!stage.back()) stage.say(`there is nothing to go back to; ${stage.keyFor('app.quit')} quits`);
    },
  },
  {
    id: 'app.leave',
    title: 'back; at the grid, quit',
    scopes: ['global'],
    isKeyOnly: true,
    async run(stage) {
      if (stage.back()) return;
      const isQuit = await stage.confirm({
        title: 'Quit Flotilla?',
        lines: [`Nothing on any cluster changes. ${stage.keyFor('app.quit')} quits without asking.`],
        accept: 'quit',
        // `q` is what less, top and man are left with, and enter what comes next: neither must end a watch of days.
        isSlip: true,
      });
      if (isQuit) stage.quit();
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
    id: 'app.problems',
    title: 'what is wrong with settings, keymap and kubeconfig, and what went wrong',
    scopes: ['global'],
    run: (stage) => stage.open({type: 'problems'}),
  },
  {
    id: 'app.grid',
    title: 'the grid of all clusters',
    scopes: ['global'],
    run: (stage) => stage.open({type: 'grid'}),
  },
];
