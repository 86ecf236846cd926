import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {type Cluster, type Rig, rig, rigUnavailable} from '../rig/index.ts';
import {withoutTmux} from '../terminal/tmux.ts';
import {makeHome, openProgram, type Program, rowOf} from './stage.ts';

const skip = rigUnavailable() ?? withoutTmux;
const count = 12;
/** ms: a key that is not answered within it feels stuck. */
const patience = 300;

let fleet: Rig;

before(async () => {
  if (skip !== false) return;
  // API servers alone: with their controllers, twelve would want a larger machine.
  fleet = await rig({clusters: count, emulate: ['1.36', '1.37']});
  await Promise.all(
    fleet.clusters.map(async (cluster) => {
      await readyNode(cluster, 'first');
      await readyNode(cluster, 'second');
      await cluster.pods(3, {isRunning: true});
    }),
  );
});
after(() => fleet?.[Symbol.asyncDispose]());

test('the grid stays right, and answers keys, while clusters are killed, paused, slowed, cut and brought back', {
  skip,
}, async (context) => {
  const home = makeHome(context);
  const [first, killed, paused, slow, cut, dark, ...well] = fleet.clusters;
  assert.ok(first && killed && paused && slow && cut && dark);
  const shown = fleet.clusters.filter((cluster) => cluster !== well[0]);
  const write = (clusters: readonly Cluster[]) =>
    fleet.writeKubeconfig(
      'live',
      clusters.map((cluster) => cluster.entry()),
    );
  const program = await openProgram(context, {home, words: `--kubeconfig ${write(shown)}`});
  for (const {name} of shown) await program.untilRow(name, live, 60_000);
  await using keys = pressing(program);

  await killed.kill();
  paused.pause();
  await slow.proxy.delay(1500);
  await cut.proxy.reset();
  await dark.proxy.blackHole();
  await program.untilRow(killed.name, / tcp .* ~ok +~2\/2 +~0\/0 +~0$/, 20_000);
  await program.untilRow(cut.name, / (tcp|tls|http) .* ~ok +~2\/2 /, 20_000);
  await program.untilRow(paused.name, / stale .* ~ok +~2\/2 /, 20_000);
  await program.untilRow(dark.name, / stale .* ~ok +~2\/2 /, 20_000);
  await program.untilRow(paused.name, / (tcp|tls|http) .* ~ok +~2\/2 /, 30_000);
  await program.untilRow(dark.name, / (tcp|tls|http) .* ~ok +~2\/2 /, 30_000);
  // Late is not lost.
  for (const {name} of [first, slow, ...well.slice(1)]) await program.untilRow(name, live);

  // What happens on the others is seen meanwhile, and contexts come and go.
  await readyNode(first, 'late');
  await program.untilRow(first.name, / live +ok +3\/3 +0\/0 +0$/, 20_000);
  const last = well.at(-1);
  assert.ok(last);
  write(fleet.clusters.filter((cluster) => cluster !== last));
  await program.untilRow(well[0]?.name ?? '', live, 20_000);
  await program.until('the last is gone', (lines) => rowOf(lines, last.name) === '', 20_000);

  await killed.start();
  paused.resume();
  for (const cluster of [slow, cut, dark]) await cluster.proxy.heal();
  for (const {name} of [killed, paused, slow, cut, dark]) await program.untilRow(name, live, 60_000);
  write(fleet.clusters);
  await program.untilRow(last.name, live, 20_000);
  assert.ok(!program.screen().some((line) => line.includes('~')));

  const slowest = await keys.slowest();
  context.diagnostic(`${slowest.presses} keys, the slowest was answered after ${slowest.milliseconds} ms`);
  assert.ok(slowest.milliseconds <= patience, `a key was answered after ${slowest.milliseconds} ms`);
  program.press('C-c');
  await program.untilLine(/^ended 0$/);
  await program.untilGone();
});

const live = / live +ok +2\/2 +0\/0 +0$/;

/** No controller is there to say it. */
async function readyNode({nodes, client}: Cluster, name: string): Promise<void> {
  await nodes(1, {name});
  const status = {conditions: [{type: 'Ready', status: 'True'}]};
  await client.call('PATCH', `/api/v1/nodes/${name}-0/status`, {status}, 'application/merge-patch+json');
}

interface Pressing extends AsyncDisposable {
  /** Ends it. */
  slowest(): Promise<{readonly presses: number; readonly milliseconds: number}>;
}

/** Moves the cursor between the first two rows all the while, and sees how long each key takes to show. */
function pressing(program: Program): Pressing {
  let isOn = true;
  let presses = 0;
  let milliseconds = 0;
  const underCursor = () => program.screen().findIndex((line) => line.startsWith('> '));
  const run = (async () => {
    for (; isOn; await wait(pace)) {
      const before = underCursor();
      const start = Date.now();
      program.press(before === 2 ? 'j' : 'k');
      while (underCursor() === before && Date.now() - start < hopeless) await wait(5);
      presses += 1;
      milliseconds = Math.max(milliseconds, Date.now() - start);
    }
  })();
  const slowest = async () => {
    isOn = false;
    await run;
    return {presses, milliseconds};
  };
  return {slowest, [Symbol.asyncDispose]: async () => void (await slowest())};
}

/** ms between two keys. */
const pace = 200;
/** ms after which a key will not be answered any more. */
const hopeless = 5000;
