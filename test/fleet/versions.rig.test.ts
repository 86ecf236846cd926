import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {clusterColumns} from '../../src/fleet/index.ts';
import {type Rig, rig, rigUnavailable} from '../rig/index.ts';
import {type Watched, watched} from '../watch/fleet.ts';

describe('a fleet of two versions', {skip: rigUnavailable() ?? false}, () => {
  let fleet: Rig;
  let view: Watched;

  before(async () => {
    fleet = await rig({clusters: 2, emulate: ['1.34', '1.37']});
    view = await watched({kubeconfig: fleet.kubeconfig});
    const areKnown = () => names.every((name) => view.row(name).version.type === 'known');
    await view.until('both versions', areKnown, 20_000);
  });
  after(async () => {
    await view?.[Symbol.asyncDispose]();
    await fleet?.[Symbol.asyncDispose]();
  });

  const names = ['alpha', 'bravo'];
  const cell = (name: string) => {
    const newest = view.feed.store.getState().skew?.newest;
    const column = clusterColumns.find((each) => each.name === 'VERSION');
    return column?.cell(view.row(name), {now: Date.now(), ...(newest !== undefined && {newest})});
  };

  test('each tells the version that its /version tells, the emulated one apart', async () => {
    for (const name of names) {
      const {stdout} = await fleet.cluster(name).kubectl(['get', '--raw', '/version']);
      const {gitVersion, emulationMajor, emulationMinor, minor} = JSON.parse(stdout) as Record<
        string,
        string
      >;
      const isEmulated = emulationMinor !== minor;
      assert.equal(isEmulated, name === 'alpha');
      assert.deepEqual(view.row(name).version, {
        type: 'known',
        value: {git: gitVersion, ...(isEmulated && {emulated: `${emulationMajor}.${emulationMinor}`})},
      });
    }
  });

  test('the skew spans both, and the one that is far behind is marked', () => {
    assert.deepEqual(view.feed.store.getState().skew, {oldest: '1.34', newest: '1.37'});
    assert.equal(cell('alpha'), 'v1.34< (v1.37.2)');
    assert.equal(cell('bravo'), 'v1.37.2');
  });

  test('every kind that is always watched is synced on the older one too', async () => {
    const areSynced = () =>
      names.every((name) => {
        const states = Object.values(view.row(name).watches);
        return states.length === 7 && states.every(({type}) => type === 'synced');
      });
    await view.until('all synced', areSynced, 20_000);
    for (const name of names) assert.equal(view.row(name).worst.type, 'known');
  });

  test('a cluster that is lost keeps its version in the skew', async () => {
    await fleet.cluster('alpha').kill();
    await view.untilState('alpha', 'unreachable', 15_000);
    assert.deepEqual(view.feed.store.getState().skew, {oldest: '1.34', newest: '1.37'});
    assert.equal(cell('alpha'), '~v1.34< (v1.37.2)');
  });
});
