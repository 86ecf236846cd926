import assert from 'node:assert/strict';
import {test} from 'node:test';
import {golden} from '../terminal/screen.ts';
import {drawnFleet, manyLogins, readEvents, secret} from './drawn-fleet.ts';
import {hostileFleet} from './hostile-fleet.ts';
import {cluster, type Fleet, minute, type StageForm, stage, start, type UiStage} from './stage.ts';

const sizes = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

interface Shown {
  readonly name: string;
  readonly says: string;
  readonly fleet?: (fleet: Fleet) => void;
  readonly form?: StageForm;
  /** What a person does to see it. */
  readonly way?: (stage: UiStage) => Promise<void>;
}

/** `:pods` and enter. */
const line = (text: string) => async (stage: UiStage) => {
  await stage.press(':');
  await stage.type(text);
  await stage.press('enter');
};

const shown: readonly Shown[] = [
  {name: 'grid', says: 'the grid shows a row per cluster, each with its state and what is known of it'},
  {
    name: 'grid-grouped',
    says: 'the grid is grouped, and a group is folded under its heading',
    way: (stage) => stage.press('t', 'j', 'z'),
  },
  {
    name: 'grid-found',
    says: 'a word in the filter finds the clusters where a workload of that name is not well',
    way: async (stage) => {
      await stage.press('/');
      await stage.type('checkout');
      await stage.press('enter');
    },
  },
  {
    name: 'grid-faults',
    says: 'of the grid only the rows that are not well are shown',
    way: (stage) => stage.press('!'),
  },
  {
    name: 'grid-wide',
    says: 'the grid shows more columns when asked, as far as there is room',
    way: (stage) => stage.press('='),
  },
  {
    name: 'grid-marked',
    says: 'marked rows have a star',
    way: (stage) => stage.press('j', 'space', 'space', 'j', 'space'),
  },
  {
    name: 'cluster',
    says: 'the page of a cluster says how it is reached, what changed, what is not ok and what it warns of',
    way: (stage) => stage.press('j', 'enter'),
  },
  {
    name: 'cluster-lost',
    says: 'the page of a cluster that cannot be reached shows what was known last',
    way: (stage) => stage.press('j', 'j', 'j', 'enter'),
  },
  {
    name: 'cluster-parked',
    says: 'the page of a cluster of which nothing was ever known claims nothing',
    way: async (stage) => {
      await stage.press('G', 'k', 'enter');
    },
  },
  {name: 'pods', says: 'the pods of all clusters are one list', way: line('pods')},
  {name: 'deployments', says: 'so are deployments', way: line('deploy')},
  {name: 'nodes', says: 'so are nodes', way: line('no')},
  {name: 'namespaces', says: 'so are namespaces', way: line('ns')},
  {
    name: 'events',
    says: 'so are events, the latest first',
    way: async (stage) => {
      readEvents(stage);
      await stage.shown();
      await line('ev')(stage);
    },
  },
  {
    name: 'pods-faults',
    says: 'of the pods only those that are not well are shown',
    way: async (stage) => {
      await line('pods')(stage);
      await stage.press('!');
    },
  },
  {
    name: 'yaml-secret',
    says: 'of a Secret the YAML shows names and sizes, and no managed fields',
    way: async (stage) => {
      await line('pods cart-0')(stage);
      stage.watch.play.objects.set('cart-0', {type: 'object', object: secret});
      await stage.press('y');
    },
  },
  {
    name: 'yaml-managed',
    says: 'managed fields are shown when asked for',
    way: async (stage) => {
      await line('pods cart-0')(stage);
      stage.watch.play.objects.set('cart-0', {type: 'object', object: secret});
      await stage.press('y', 'm');
    },
  },
  {
    name: 'yaml-gone',
    says: 'an object that is gone says so',
    way: async (stage) => {
      await line('pods cart-0')(stage);
      await stage.press('y');
    },
  },
  {name: 'help', says: 'help lists the keys of the screen it was asked on', way: (stage) => stage.press('?')},
  {name: 'palette', says: 'the palette offers the usual things', way: (stage) => stage.press(':')},
  {
    name: 'palette-typed',
    says: 'the palette completes what is typed',
    way: async (stage) => {
      await stage.press(':');
      await stage.type('dep');
    },
  },
  {
    name: 'filter-error',
    says: 'a filter that cannot be read says where and why while it is typed',
    way: async (stage) => {
      await stage.press('/');
      await stage.type('shop age:<soon');
    },
  },
  {name: 'columns', says: 'columns are chosen from a list', way: (stage) => stage.press(',')},
  {name: 'save', says: 'a table is saved in one of three formats', way: (stage) => stage.press('>')},
  {
    name: 'logins',
    says: 'logins are chosen from a list that says how much each of them opens',
    fleet: manyLogins,
    way: async (stage) => {
      stage.app.greet([]);
      await stage.shown();
    },
  },
  {
    name: 'problems',
    says: 'what is wrong with the files of a person has a page, and so has what went wrong',
    way: async (stage) => {
      stage.watch.play.problems = [
        '/home/ann/.kube/eu.yaml:7: this is not a kubeconfig: clusters is not a list',
      ];
      stage.app.greet([
        '/home/ann/.config/flotilla/config.yaml:3: colums: no such setting; did you mean columns?',
      ]);
      await stage.clock.advance(90_000);
      await line('pods')(stage);
      stage.outside.refusal = 'ENOSPC: no space left on device';
      await stage.press('>', 'enter');
      await stage.clock.advance(2000);
      await line('problems')(stage);
    },
  },
  {
    name: 'problems-told',
    says: 'a problem is told, and the footer says where to read of it until it is mended',
    way: async (stage) => {
      stage.app.greet(['/home/ann/.config/flotilla/config.yaml:3: colums: no such setting', 'another']);
      await stage.shown();
    },
  },
  {name: 'problems-none', says: 'where nothing is wrong it says so', way: line('problems')},
  {name: 'quit', says: 'at the grid q asks before it quits', way: (stage) => stage.press('q')},
  {
    name: 'why-login',
    says: 'why a cluster waits for a login, and what to do',
    way: (stage) => stage.press('j', 'j', '.'),
  },
  {
    name: 'why-broken',
    says: 'why an entry cannot be used',
    way: (stage) => stage.press('G', '.'),
  },
  {
    name: 'none-match',
    says: 'a filter that nothing matches says how to end it',
    way: async (stage) => {
      await stage.press('/');
      await stage.type('no such thing');
      await stage.press('enter');
    },
  },
  {
    name: 'none-faulty',
    says: 'where everything is well, faults-only says so',
    fleet: (fleet) => cluster(fleet, 'prod-eu1-shop'),
    way: (stage) => stage.press('!'),
  },
  {
    name: 'none-reachable',
    says: 'a list says that no cluster can be read',
    fleet: lost,
    way: line('pods'),
  },
  {
    name: 'none-allowed',
    says: 'a list says that the user may not see it',
    fleet: (fleet) =>
      cluster(fleet, 'prod-eu1-shop', {watches: {pods: {type: 'denied', reason: 'pods is forbidden'}}}),
    way: line('pods'),
  },
  {name: 'hostile', says: 'names that mean harm reach no terminal and move no column', fleet: hostileFleet},
  {
    name: 'hostile-pods',
    says: 'neither do those of objects',
    fleet: hostileFleet,
    way: line('pods'),
  },
  {
    name: 'hostile-cluster',
    says: 'nor on the page of a cluster',
    fleet: hostileFleet,
    way: (stage) => stage.press('enter'),
  },
  {
    name: 'ascii',
    says: 'without Unicode everything is said in ASCII',
    form: {isAscii: true, theme: 'mono', depth: 'none'},
    way: (stage) => stage.press('j', 'enter', ','),
  },
];

for (const {name, says, fleet = drawnFleet, form = {}, way} of shown) {
  for (const [columns, rows] of sizes) {
    test(`${says} (${columns}×${rows})`, async () => {
      const opened = await stage({...form, columns, rows, fleet});
      await way?.(opened);
      golden(`${name}-${columns}x${rows}`, opened.screen);
    });
  }
}

test('a terminal that is too small says how large it must be', async () => {
  const opened = await stage({columns: 39, rows: 9, fleet: drawnFleet});
  golden('too-small-39x9', opened.screen);
});

test('the smallest terminal there may be shows names and states', async () => {
  const opened = await stage({columns: 40, rows: 10, fleet: drawnFleet});
  golden('grid-40x10', opened.screen);
  await opened.press('j', 'enter');
  golden('cluster-40x10', opened.screen);
});

function lost(fleet: Fleet): void {
  for (const name of ['prod-eu1-shop', 'prod-eu2-shop'])
    cluster(fleet, name, {
      isUnheard: true,
      connection: {type: 'unreachable', since: start - 4 * minute, layer: 'dns', reason: `${name} not found`},
    });
}

test('where the terminal knows no Unicode, nothing of ours is beyond ASCII', async () => {
  const ways = [
    [],
    ['t', 'z'],
    ['?'],
    ['?', 'ctrl-f', 'ctrl-f'],
    [':'],
    [','],
    ['q'],
    ['enter'],
    ['.'],
    ['a'],
  ];
  for (const columns of [40, 80, 200]) {
    for (const way of ways) {
      const opened = await stage({columns, rows: 24, isAscii: true, depth: 'none', fleet: drawnFleet});
      await opened.press(...way);
      assert.match(opened.frame().join('\n'), /^[\n -~]*$/, way.join(' '));
      await opened.close();
    }
  }
});

test('a terminal that has only sixteen colours, or none, shows the same words', async () => {
  const shown = [];
  for (const depth of ['truecolor', '256', '16', 'none'] as const) {
    const opened = await stage({depth, fleet: drawnFleet});
    await opened.press('j', 'enter');
    shown.push(opened.screen.join('\n'));
  }
  assert.equal(new Set(shown).size, 1);
});
