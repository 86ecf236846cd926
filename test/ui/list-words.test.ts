import assert from 'node:assert/strict';
import {test} from 'node:test';
import {allEvents, kindId} from '../../src/kinds/index.ts';
import {read} from '../fleet/fleet.ts';
import {pod} from '../fleet/objects.ts';
import {event} from '../fleet/page/inputs.ts';
import {cluster, type Fleet, stage, start, type UiStage} from './stage.ts';

test('no cluster is counted twice in the header of a list', async () => {
  const opened = await stage({
    fleet: (fleet) => {
      cluster(fleet, 'read');
      cluster(fleet, 'denied', {watches: {pods: {type: 'denied', reason: 'pods is forbidden'}}});
      cluster(fleet, 'reading', {watches: {pods: {type: 'syncing', received: 0}}});
      cluster(fleet, 'failing', {watches: {pods: {type: 'failing', since: start, reason: 'EOF'}}});
      cluster(fleet, 'lost', {connection: {type: 'stale', since: start}});
    },
  });
  await list(opened, 'pods');
  assert.equal(
    opened.header.trimEnd(),
    'pods 0  all 1 live  1 last known or not seen  1 reading, 1 denied, 1 failing',
  );
});

test('a list that is sorted shows its first rows while a hand is still on the keys', async () => {
  const opened = await stage({fleet: two});
  await list(opened, 'events');
  assert.match(opened.screen.join('\n'), /reading events of 2 clusters \.\.\./);
  for (const context of ['first', 'second']) read(opened.feed, context, allEvents, [created(context)]);
  await opened.shown();
  assert.match(opened.header, /^events 2 {2}all 2 live$/);
});

test('while a sort waits for the hand to rest, no more is said of the clusters than the rows bear out', async () => {
  const opened = await stage({fleet: two});
  await list(opened, 'events');
  read(opened.feed, 'first', allEvents, [created('first')]);
  await opened.shown();
  assert.match(opened.header, /^events 1 {2}all 1 live {2}1 reading/);
  read(opened.feed, 'second', allEvents, [created('second')]);
  await opened.shown();
  assert.match(opened.header, /^events 1 {2}all 1 live {2}1 reading/);
  await opened.clock.advance(1000);
  await opened.shown();
  assert.match(opened.header, /^events 2 {2}all 2 live$/);
});

test('where some clusters cannot be asked for a kind, it is not said that there is none of it', async () => {
  const opened = await stage({fleet: two});
  for (const context of ['first', 'second']) read(opened.feed, context, allEvents, []);
  opened.feed.flush();
  await list(opened, 'events');
  assert.match(opened.screen.join('\n'), /there are no events/);
  opened.feed.watch('second', kindId(allEvents), {type: 'failing', since: start, reason: 'EOF'});
  await opened.shown();
  assert.match(opened.screen.join('\n'), /events of 1 cluster cannot be read now/);
});

test('of a filter and faults only, the one is named that leaves out the last row', async () => {
  const opened = await stage({
    fleet: (fleet) => {
      cluster(fleet, 'shop', {held: {pods: [pod('cart-0'), pod('cart-1'), pod('search-0')]}});
    },
  });
  await list(opened, 'pods');
  const limited = async (filter: string) => {
    await opened.press('/', 'ctrl-u');
    await opened.type(filter);
    await opened.press('enter');
    return opened.screen[3]?.trim();
  };
  await opened.press('ctrl-z');
  assert.equal(opened.screen[3]?.trim(), 'none of 3 pods has a fault; ctrl-z shows all');
  assert.equal(await limited('cart'), 'none of 2 pods that match /cart has a fault; ctrl-z shows all');
  assert.equal(await limited('nobody'), 'none of 3 pods matches /nobody; esc ends the filter');
});

test('the grid as well says whether the filter or faults only leaves out its last row', async () => {
  const opened = await stage({fleet: two});
  const limited = async (filter: string) => {
    await opened.press('/', 'ctrl-u');
    await opened.type(filter);
    await opened.press('enter');
    return opened.screen[3]?.trim();
  };
  await opened.press('ctrl-z');
  assert.equal(await limited('first'), 'no cluster that matches /first has a fault; ctrl-z shows all');
  assert.equal(await limited('nobody'), 'no cluster matches /nobody; esc ends the filter');
});

function two(fleet: Fleet): void {
  for (const context of ['first', 'second']) cluster(fleet, context);
}

function created(name: string) {
  return event({
    about: ['Pod', name],
    reason: 'Created',
    message: 'Created container',
    at: start / 1000 - 30,
  });
}

async function list(opened: UiStage, kind: string): Promise<void> {
  await opened.press(':');
  await opened.type(kind);
  await opened.press('enter');
}
