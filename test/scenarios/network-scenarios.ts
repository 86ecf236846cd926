import assert from 'node:assert/strict';
import {it} from 'node:test';
import {pods} from '../../src/kinds/index.ts';
import {eventsOf, listOf} from '../demo/stage.ts';
import {pod} from './objects.ts';
import {type Scene, seconds} from './scene.ts';

/** Servers and the way to them fail, and are back. */
export function networkScenarios(scene: () => Scene): void {
  it('stay live where every answer is late', async () => {
    const {world, view, first, othersAreUntouched, changesAreSeen} = scene();
    await world.fault(first, 'slow');
    const begun = world.clock.now();
    await changesAreSeen(10 * seconds);
    // Longer than it takes to ask a quiet server and to wait for its answer.
    await view.until('a while has passed', () => world.clock.now() - begun > 16 * seconds, 20 * seconds);
    await world.fault(first, 'normal');
    assert.deepEqual(view.history(first), ['connecting', 'live']);
    othersAreUntouched();
  });

  it('are unreachable within 5 s where one is killed, and live within 10 s of its return', async () => {
    const {world, view, first, isSynced, othersAreUntouched, askFirst, changesAreSeen} = scene();
    await world.fault(first, 'stop');
    await view.untilState(first, 'unreachable tcp', 5 * seconds);
    const {connection, pods: figure} = view.row(first);
    assert.match(connection.type === 'unreachable' ? connection.reason : '', /refused/);
    assert.equal(figure.type, 'last');
    await assert.rejects(askFirst('/version'), {code: 'ECONNREFUSED'});
    await world.fault(first, 'start');
    await view.untilState(first, 'live', 10 * seconds);
    await view.until('all synced', () => isSynced(first), 10 * seconds);
    await changesAreSeen(5 * seconds);
    othersAreUntouched();
  });

  it('are stale within 15 s and unreachable within 30 s where one is paused, and live within 10 s again', async () => {
    const {world, view, first, isSynced, othersAreUntouched, changesAreSeen} = scene();
    await world.fault(first, 'pause');
    const stale = await view.untilState(first, 'stale', 15 * seconds);
    await view.untilState(first, 'unreachable tcp', 30 * seconds - stale);
    assert.equal(view.row(first).nodes.type, 'last');
    await world.fault(first, 'resume');
    await view.untilState(first, 'live', 10 * seconds);
    await view.until('all synced', () => isSynced(first), 10 * seconds);
    await changesAreSeen(5 * seconds);
    othersAreUntouched();
  });

  it('are read anew where one has forgotten what came after our last reading', async () => {
    const {world, view, first, isSynced, othersAreUntouched, held, askFirst} = scene();
    const [gone, come] = [pod('gone-meanwhile'), pod('come-meanwhile')];
    await world.apply(first, gone);
    await view.until('it is seen', () => held(pods, gone) !== undefined, 5 * seconds);
    const {resourceVersion} = listOf(await askFirst('/api/v1/pods?limit=1')).metadata;
    const {continue: next} = listOf(await askFirst('/api/v1/namespaces?limit=1')).metadata;
    await world.cutOff(first, async () => {
      await view.untilState(first, 'unreachable tcp', 10 * seconds);
      await world.remove(first, gone);
      await world.apply(first, come);
      await world.compact(first);
    });
    await view.untilState(first, 'live', 10 * seconds);
    const isRight = () => held(pods, gone) === undefined && held(pods, come) !== undefined;
    await view.until('it is read anew', () => isSynced(first) && isRight(), 10 * seconds);

    const [event] = eventsOf(
      await askFirst(`/api/v1/pods?watch=1&timeoutSeconds=1&resourceVersion=${resourceVersion}`),
    );
    assert.deepEqual([event?.type, event?.object.code, event?.object.reason], ['ERROR', 410, 'Expired']);
    const page = await askFirst(`/api/v1/namespaces?limit=1&continue=${encodeURIComponent(next ?? '')}`);
    assert.deepEqual([page.status, JSON.parse(page.text).reason], [410, 'Expired']);
    // Whoever is content with a list that is not of one moment may go on from there.
    const fresh = JSON.parse(page.text).metadata.continue;
    const rest = listOf(await askFirst(`/api/v1/namespaces?limit=500&continue=${encodeURIComponent(fresh)}`));
    const whole = listOf(await askFirst('/api/v1/namespaces'));
    assert.deepEqual(rest.items, whole.items.slice(1));
    await world.remove(first, come);
    await view.until('what comes then is seen', () => held(pods, come) === undefined, 5 * seconds);
    othersAreUntouched();
  });
}
