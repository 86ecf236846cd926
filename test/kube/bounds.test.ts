import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {reflect} from '../../src/kube/index.ts';
import {realClock} from '../text/real-clock.ts';
import {memorySink} from './memory-sink.ts';
import {podsAsJson} from './projections.ts';
import {connectTo, scriptedServer} from './scripted-server.ts';
import {until} from './until.ts';

test('a list of 40 MB in one answer is read item by item, in a fraction of its size', async () => {
  const items = 2000;
  const padding = 'x'.repeat(20_000);
  await using server = await scriptedServer(async (request, response) => {
    if (request.url?.includes('sendInitialEvents')) {
      response.writeHead(400, {'content-type': 'application/json'});
      response.end('{}');
      return;
    }
    response.writeHead(200, {'content-type': 'application/json'});
    if (request.url?.includes('watch')) return;
    response.write('{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":[');
    for (let index = 0; index < items; index++) {
      const pod = {
        metadata: {name: `pod-${index}`, namespace: 'a', annotations: {padding}},
        status: {phase: 'Running'},
      };
      const hasRoom = response.write(`${index > 0 ? ',' : ''}${JSON.stringify(pod)}`);
      if (!hasRoom) await wait(1);
    }
    response.end(']}');
  });
  await using connection = connectTo(server);
  const sink = memorySink();
  const ending = new AbortController();
  const held = (): number => {
    globalThis.gc?.();
    const {heapUsed, external} = process.memoryUsage();
    return (heapUsed + external) / 1024 / 1024;
  };
  const before = held();
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, held() - before);
  }, 100);
  const done = reflect({
    connection,
    projection: podsAsJson,
    sink,
    clock: realClock,
    signal: ending.signal,
    namespaces: [],
    onState() {},
  });
  await until('the list is read', () => sink.calls.end === 1, 30_000);
  clearInterval(sampler);
  ending.abort();
  await done;
  assert.equal(sink.held.length, items);
  assert.ok(connection.counters.bytesDecoded > 35 * 1024 * 1024);
  assert.ok(peak > 0 && peak < 25, `${peak.toFixed(0)} MB more were held`);
});
