import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Connection, readNodeUsage} from '../../src/kube/index.ts';

const {signal} = new AbortController();

function answering(body: unknown): Connection {
  return {json: () => Promise.resolve(body)} as unknown as Connection;
}

test('what nodes use is told in cores and bytes', async () => {
  const items = [{metadata: {name: 'one'}, usage: {cpu: '250m', memory: '1Gi'}}, {metadata: {name: 'two'}}];
  assert.deepEqual(
    await readNodeUsage(answering({items}), signal),
    new Map([['one', {cpu: 0.25, memory: 2 ** 30}]]),
  );
});

test('a metrics server that has measured nothing yet is not one that says nothing is used', async () => {
  for (const items of [[], null]) assert.equal(await readNodeUsage(answering({items}), signal), undefined);
});
