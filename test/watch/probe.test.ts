import assert from 'node:assert/strict';
import {getEventListeners} from 'node:events';
import {test} from 'node:test';
import {probe} from '../../src/watch/probe.ts';
import {scriptedConnection} from '../kube/scripted-connection.ts';
import {token} from '../kube/scripted-server.ts';
import {manualClock} from '../text/manual-clock.ts';

test('a thousand probes leave nothing on the signal that outlives them, and no timer', async () => {
  const clock = manualClock();
  const {signal} = new AbortController();
  const answers = [{gitVersion: 'v1.37.0', major: '1', minor: '37'}, 'no version'];
  let asked = 0;
  const json = () => Promise.resolve(answers[asked++ % answers.length]);
  const connection = {...scriptedConnection(() => ({lines: []})), json};
  for (let time = 0; time < 1000; time++) {
    await probe({connection, credentials: token(''), clock, signal, limit: 5_000, isServing: true});
  }
  assert.equal(asked, 1000);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  assert.equal(clock.pending, 0);
});
