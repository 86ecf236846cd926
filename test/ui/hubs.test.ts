import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {HubMember} from '../../src/fleet/index.ts';
import {kindId} from '../../src/kinds/index.ts';
import {read} from '../fleet/fleet.ts';
import {member, system} from '../providers/fixtures.ts';
import {golden} from '../terminal/screen.ts';
import {nodes, running} from './drawn-fleet.ts';
import {cluster, type Fleet, minute, stage, start} from './stage.ts';

const sizes = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

const karmada = system('karmada').kind;
const kubefed = system('kubefed').kind;

/** Two hubs that agree, differ, cannot be asked, and know one that no context leads to. */
function managedFleet(fleet: Fleet): void {
  const {feed} = fleet;
  const held = {nodes: nodes(16), pods: running('pay', 70)};
  cluster(fleet, 'prod-eu1-shop', {held});
  cluster(fleet, 'prod-eu2-pay', {
    held,
    connection: {
      type: 'login',
      since: start - 22 * minute,
      cause: 'session',
      reason: 'the SSO session has expired',
    },
  });
  for (const [name, minutes] of [
    ['prod-eu3-pay', 4],
    ['prod-eu3-shop', 4],
  ] as const)
    cluster(fleet, name, {
      held,
      connection: {
        type: 'unreachable',
        since: start - minutes * minute,
        layer: 'tcp',
        reason: '10.3.0.7:443 timed out',
      },
    });
  cluster(fleet, 'stg-eu1-all', {tier: 'stg', held: {nodes: nodes(3)}});
  for (const hub of ['karmada-eu', 'kubefed-eu']) cluster(fleet, hub, {held: {nodes: nodes(3)}});
  cluster(fleet, 'karmada-us', {held: {nodes: nodes(3)}});
  read(feed, 'karmada-eu', karmada, [
    well('prod-eu1-shop'),
    well('prod-eu2-pay'),
    well('prod-eu3-pay'),
    ill('prod-eu3-shop', 'cluster is not reachable'),
    well('prod-ap1-shop'),
  ]);
  read(feed, 'kubefed-eu', kubefed, [
    well('prod-eu1-shop'),
    ill('prod-eu3-pay', 'cluster is not reachable: dial tcp 10.3.0.7:443: i/o timeout'),
    ill('prod-eu3-shop', 'cluster is not reachable: dial tcp 10.3.0.7:443: i/o timeout'),
  ]);
  read(feed, 'karmada-us', karmada, [well('stg-eu1-all')]);
  const reason = '503 error trying to reach service: connection refused';
  feed.watch('karmada-us', kindId(karmada), {type: 'failing', since: start - 2 * minute, reason});
}

const times = {since: (start - 300 * minute) / 1000, created: start / 1000 - 1e6, lookedAt: 0, uid: ''};

function well(name: string): HubMember {
  const nodes = {ready: 16, total: 16};
  return {...member('karmada', 'ready'), ...times, name, endpoint: `https://${name}.example:6443`, nodes};
}

function ill(name: string, message: string): HubMember {
  const since = (start - 4 * minute) / 1000;
  return {...member('karmada', 'killed'), ...times, name, endpoint: '', since, message};
}

for (const [columns, rows] of sizes) {
  test(`the grid shows what hubs say beside what is seen from here (${columns}×${rows})`, async () => {
    const opened = await stage({columns, rows, fleet: managedFleet});
    await opened.press('j', 'j');
    golden(`hubs-grid-${columns}x${rows}`, opened.screen);
  });
  test(`the page of a lost cluster has its hubs, and why they say what they say (${columns}×${rows})`, async () => {
    const opened = await stage({columns, rows, fleet: managedFleet});
    await opened.press('j', 'j', 'enter');
    golden(`hubs-cluster-${columns}x${rows}`, opened.screen);
  });
}

test('the row of a hub says how many clusters it has, and why they cannot be asked for', async () => {
  const opened = await stage({columns: 120, rows: 24, fleet: managedFleet});
  await opened.press('G', 'k');
  assert.match(opened.cursorRow, /^ *karmada-us .* hub of ~1 /);
  assert.match(opened.explanation, /cannot be read whole: 503 .* \| karmada members: ~1/);
});

test('a cluster that only a hub knows can be opened and explained, but not asked', async () => {
  const opened = await stage({fleet: managedFleet});
  await opened.press('G');
  assert.match(opened.cursorRow, /^ *prod-ap1-shop .* hub only .* 16\/16h/);
  assert.equal(
    opened.explanation,
    'prod-ap1-shop: no context of the kubeconfig leads to it | karmada-eu: Ready',
  );
  await opened.press('x');
  assert.deepEqual(opened.watch.done, []);
  assert.match(opened.explanation, /no context of the kubeconfig leads to prod-ap1-shop/);
  await opened.press('.');
  assert.ok(opened.screen.some((line) => line.includes('add a context for it to the kubeconfig')));
  await opened.press('esc', 'enter');
  assert.match(opened.header, /^prod-ap1-shop .* hub only/);
});

test('the column HUB is among those that can be chosen only where there is a hub', async () => {
  const opened = await stage({fleet: managedFleet});
  await opened.press(',');
  assert.ok(opened.screen.some((line) => /\bHUB\b/.test(line)));
  const other = await stage({fleet: (fleet) => cluster(fleet, 'prod-eu1-shop')});
  await other.press(',');
  assert.equal(
    other.screen.some((line) => /\bHUB\b/.test(line)),
    false,
  );
});
