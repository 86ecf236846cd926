import assert from 'node:assert/strict';
import {test} from 'node:test';
import {complete} from '../../src/commands/index.ts';
import {allKinds} from '../../src/kinds/index.ts';
import {drawnFleet} from './drawn-fleet.ts';
import {cluster, stage, type UiStage} from './stage.ts';

async function run(opened: UiStage, line: string): Promise<void> {
  await opened.press(':');
  await opened.type(line);
  await opened.press('enter');
}

test('every kind is opened by any of its names', async () => {
  const opened = await stage({fleet: drawnFleet});
  for (const {resource} of allKinds) {
    const {plural, singular, shortNames, kind} = resource;
    for (const name of [plural, singular, kind, ...shortNames]) {
      await run(opened, name);
      assert.match(opened.header, new RegExp(`^${plural} \\d`), `:${name}`);
    }
  }
});

test('what is always watched is not wished for again, and what else a list needs only while it is shown', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'pods');
  assert.deepEqual([...opened.watch.wanted], []);
  await run(opened, 'jobs');
  assert.equal(opened.watch.wanted.get('prod-eu1-shop jobs'), 1);
  await opened.press('esc');
  assert.equal(opened.watch.wanted.get('prod-eu1-shop jobs'), 0);
  await opened.press(']');
  assert.equal(opened.watch.wanted.get('prod-eu1-shop jobs'), 1);
});

test('a group after @ limits grid and lists, a cluster opens its page, and 0 shows all again', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, '@eu-stg');
  assert.match(opened.header, /^eu-stg {2}3\/12/);
  assert.deepEqual(opened.names, ['stg-eu1-all', 'stg-eu2-all', 'stg-eu3-all']);
  await run(opened, 'pods');
  assert.match(opened.header, /^pods 42 {2}eu-stg 1 live/);
  await opened.press('0');
  assert.match(opened.header, /^pods 927 {2}all/);
  await run(opened, '@prod-eu1-shop');
  assert.match(opened.header, /^prod-eu1-shop {3}prod/);
});

test('a list is limited to groups and clusters, and filtered by the words that follow', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'pods @prod-eu3-shop checkout');
  assert.match(opened.header, /^pods 4\/264/);
  await opened.press('esc');
  assert.match(opened.header, /^all/, 'the words belong to the place, which esc leaves');
  await run(opened, 'deploy @eu');
  assert.match(opened.header, /^deployments 4 /);
  await run(opened, 'pods @nowhere');
  assert.match(opened.explanation, /no cluster or group is called nowhere/);
});

test('the grid takes a filter, and groups and clusters, from the palette', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'ctx eu3');
  assert.deepEqual(opened.names, ['prod-eu3-pay', 'prod-eu3-shop', 'stg-eu3-all']);
  await run(opened, 'clusters @dev');
  assert.deepEqual(opened.names, ['dev-eu1-all', 'dev-eu2-all']);
  await run(opened, 'clusters @prod-eu1-shop');
  assert.deepEqual(opened.names, ['prod-eu1-shop']);
});

test('the name of a cluster opens its page', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'prod-eu3-pay');
  assert.match(opened.header, /^prod-eu3-pay {3}prod .* tcp 4m/);
});

test('commands go by their verbs, by their ids, and by the names that fingers know', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'park');
  await run(opened, 'cluster.park');
  assert.deepEqual(opened.watch.done, ['park prod-eu1-edge', 'park prod-eu1-edge']);
  await run(opened, 'h');
  assert.match(opened.header, /^Keys/);
  await opened.press('esc');
  await run(opened, 'save');
  assert.match(opened.screen.join('\n'), /Save 12 rows/);
  await opened.press('esc');
  await run(opened, 'q');
  assert.equal(opened.outside.quits, 1);
});

test('a command that cannot be run now says why', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'k9s');
  assert.match(opened.explanation, /k9s is not on the PATH/);
  await opened.press('?');
  await run(opened, 'park');
  assert.match(opened.explanation, /there is no cluster under the cursor/);
});

test('a name that means nothing says what was likely meant', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'depl');
  assert.match(opened.explanation, /nothing is called depl; did you mean deployments\?/);
  await run(opened, 'xyzzy');
  assert.match(opened.explanation, /nothing is called xyzzy; tab lists what there is/);
  await run(opened, '@xyzzy');
  assert.match(opened.explanation, /no group is called xyzzy/);
});

test('a kind that has no list here says where it can be seen, unless a cluster is called that', async () => {
  const opened = await stage({fleet: drawnFleet});
  for (const name of ['cm', 'ConfigMap', 'configmaps', 'cm @eu']) {
    await run(opened, name);
    assert.match(
      opened.explanation.replace(/\s+/g, ' '),
      /configmaps have no list here yet: flotilla get configmaps lists .*; s opens a shell on prod-eu1-edge/,
    );
  }
  await opened.press('?');
  await run(opened, 'sa');
  assert.match(
    opened.explanation,
    /serviceaccounts have no list .* over all clusters$/,
    'no cluster is pointed at',
  );
  const named = await stage({fleet: (fleet) => cluster(fleet, 'sec')});
  await run(named, 'sec');
  assert.match(named.header, /^sec /);
});

test('letters in their order find a name, what it is called before what is said of it', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press(':');
  await opened.type('pe3s');
  assert.match(opened.explanation, /^prod-eu3-shop/);
  await opened.press('ctrl-u');
  await opened.type('no');
  assert.match(opened.explanation, /^nodes/);
});

test('tab takes the suggestion, and the next word is completed as well', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press(':');
  await opened.type('dep');
  await opened.press('tab');
  assert.match(opened.footer, /^:deployments$/);
  await opened.type('@eu-');
  assert.match(opened.explanation, /^@eu-stg|^deployments @eu-stg/);
  await opened.press('tab', 'enter');
  assert.match(opened.header, /^deployments 0 {2}all 1 live {2}2 last known/);
});

test('an empty line does nothing', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press(':', 'enter');
  assert.match(opened.header, /^all 12/);
  await opened.press(':', 'esc');
  assert.match(opened.header, /^all 12/);
});

test('- does the last command again, and says where there is none', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('-');
  assert.match(opened.explanation, /no command was typed yet/);
  await run(opened, 'nodes');
  await opened.press('esc', '-');
  assert.match(opened.header, /^nodes 188/);
});

test('[ and ] go along the places, and a new place cuts off those after it', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'pods');
  await run(opened, 'nodes');
  await opened.press('[');
  assert.match(opened.header, /^pods/);
  await opened.press('[', ']', ']');
  assert.match(opened.header, /^nodes/);
  await opened.press(']');
  assert.match(opened.explanation, /there is no later place/);
  await opened.press('[');
  await run(opened, 'deploy');
  await opened.press(']');
  assert.match(opened.explanation, /there is no later place/);
});

test('of hundreds of places only the latest are kept, and the grid is always the first', async () => {
  const opened = await stage({fleet: drawnFleet});
  for (let round = 0; round < 40; round++) await run(opened, round % 2 === 0 ? 'jobs' : 'svc');
  for (let round = 0; round < 60; round++) await opened.press('[');
  assert.match(opened.header, /^all 12/);
  assert.equal(
    [...opened.watch.wanted.values()].reduce((sum, count) => sum + count, 0),
    0,
  );
});

test('suggestions are offered for the screen they are asked on', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('?', ':');
  await opened.type('group-by');
  assert.doesNotMatch(opened.explanation, /group-by/);
});

test('what went wrong in a command is said, and ends nothing', async () => {
  const opened = await stage({fleet: drawnFleet});
  opened.watch.reconnect = () => {
    throw new Error('it broke');
  };
  await opened.press('ctrl-r');
  assert.match(opened.explanation, /it broke/);
  opened.watch.loginCommand = async () => {
    throw new Error('it broke later');
  };
  await opened.press('j', 'j', 'L');
  assert.match(opened.explanation, /it broke later/);
});

test('the short names that k9s has in everybody\u2019s fingers open the kinds that there are', async () => {
  const opened = await stage({fleet: drawnFleet});
  const names = {
    po: 'pods',
    no: 'nodes',
    ns: 'namespaces',
    dp: 'deployments',
    deploy: 'deployments',
    sts: 'statefulsets',
    ds: 'daemonsets',
    rs: 'replicasets',
    jo: 'jobs',
    cj: 'cronjobs',
    svc: 'services',
    ing: 'ingresses',
    ev: 'events',
    hpa: 'horizontalpodautoscalers',
    pdb: 'poddisruptionbudgets',
    pvc: 'persistentvolumeclaims',
  };
  for (const [name, plural] of Object.entries(names)) {
    await run(opened, name);
    assert.match(opened.header, new RegExp(`^${plural} \\d`), `:${name}`);
  }
});

const odd = [
  ['corp:eu/one', '@corp:eu/one'],
  ['my cluster', '@"my cluster"'],
  ['say "hi"', '@"say \\"hi\\""'],
  ['a.b(c)*', '@a.b(c)*'],
  ['back\\slash', '@back\\slash'],
  ['pods', '@pods'],
] as const;

for (const [name, offered] of odd) {
  test(`a cluster called ${name} is found by what the palette offers for it`, async () => {
    const opened = await stage({
      fleet: (fleet) => {
        for (const each of [...odd.map(([one]) => one), 'aXb(c)*', 'my']) cluster(fleet, each);
      },
    });
    const offers = complete(opened.app.stage, '@', 50).map(({text}) => text);
    assert.ok(offers.includes(offered), offers.join('  '));
    await run(opened, `clusters ${offered}`);
    assert.match(opened.header, /^all {2}1\/8/);
    assert.ok(opened.cursorRow.startsWith(name), opened.cursorRow);
    await run(opened, offered);
    assert.ok(opened.header.startsWith(name), opened.header);
  });
}

test('several clusters and groups add up in the grid as in a list', async () => {
  const opened = await stage({fleet: drawnFleet});
  await run(opened, 'clusters @prod-eu1-shop @prod-eu3-pay');
  assert.deepEqual(opened.names, ['prod-eu1-shop', 'prod-eu3-pay']);
  await run(opened, 'clusters @dev @prod-eu1-shop');
  assert.deepEqual(opened.names, ['prod-eu1-shop', 'dev-eu1-all', 'dev-eu2-all']);
  await run(opened, 'clusters @dev @eu-stg');
  assert.equal(opened.names.length, 5);
});

test('what fingers type after a kind for kubectl and k9s means here what it means there', async () => {
  const opened = await stage({fleet: drawnFleet});
  for (const [line, filter] of [
    ['po -n shop', 'namespace:^shop$'],
    ['po --namespace=shop -A', 'namespace:^shop$'],
    ['po -l app=web,tier!=db', 'label:app=web label:tier!=db'],
    ['po /checkout', 'checkout'],
  ] as const) {
    await run(opened, line);
    assert.equal(opened.app.stage.table?.filter, filter, line);
  }
  await run(opened, 'po -o wide');
  assert.match(opened.explanation, /-o means nothing here; words after a kind are a query/);
  await run(opened, 'po -n');
  assert.match(opened.explanation, /-n needs a value/);
});

test('what enter would open is offered first', async () => {
  const opened = await stage({fleet: drawnFleet});
  for (const [typed, first] of [
    ['dp', 'deployments'],
    ['sts', 'statefulsets'],
    ['no', 'nodes'],
  ] as const) {
    assert.equal(complete(opened.app.stage, typed)[0]?.text, first);
  }
});
