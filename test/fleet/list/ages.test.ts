import assert from 'node:assert/strict';
import test from 'node:test';
import {objectListing} from '../../../src/fleet/index.ts';
import {allEvents, type BaseRecord, type Kind, pods} from '../../../src/kinds/index.ts';
import {connect, fleet, read} from '../fleet.ts';

const ageStep = 10;

test('what happened a moment ago to an old object is not in the future, however ages are stepped', () => {
  using one = fleet();
  const {feed, clock} = one;
  connect(one, 'east');
  const now = Math.floor(clock.now() / 1000);
  const created = now - 97;
  const event = {
    metadata: {name: 'e', namespace: 'shop', creationTimestamp: time(created)},
    reason: 'BackOff',
  };
  read(feed, 'east', allEvents, [allEvents.project({...event, lastTimestamp: time(now - 2)})]);
  const status = {
    name: 'main',
    restartCount: 4,
    state: {running: {startedAt: time(now - 2)}},
    lastState: {terminated: {finishedAt: time(now - 3), exitCode: 1}},
  };
  const metadata = {name: 'p', namespace: 'shop', creationTimestamp: time(created)};
  read(feed, 'east', pods, [
    pods.project({metadata, status: {phase: 'Running', containerStatuses: [status]}}),
  ]);
  feed.flush();
  const cells = (kind: Kind<BaseRecord>, column: string) => {
    const {clusters} = feed.store.getState();
    const kinds = new Map([['east', kind]]);
    const asked = {feed, clusters, namespacesOf: undefined, query: undefined, ageStep};
    const {rows, columns} = objectListing({name: kind.resource.plural, kinds}, asked);
    return rows[0]?.cells()[columns.findIndex(({name}) => name === column)];
  };
  assert.equal(cells(allEvents, 'LAST SEEN'), '0s');
  assert.equal(cells(pods, 'RESTARTS'), '4 (0s ago)');
});

function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
