import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {Gate} from '../../src/watch/gate.ts';

describe('the gate', () => {
  it('lets in as many as it has places, and the next in order when one leaves', async () => {
    const gate = new Gate(2);
    const inside: string[] = [];
    const {signal} = new AbortController();
    const enter = async (name: string) => {
      const leave = await gate.enter(signal);
      inside.push(name);
      return leave;
    };
    const leaves = await Promise.all([enter('a'), enter('b')]);
    const third = enter('c');
    const fourth = enter('d');
    await turn();
    assert.deepEqual(inside, ['a', 'b']);
    leaves[0]?.();
    // Twice is once: it must not make room for two.
    leaves[0]?.();
    await third;
    await turn();
    assert.deepEqual(inside, ['a', 'b', 'c']);
    leaves[1]?.();
    await fourth;
    assert.deepEqual(inside, ['a', 'b', 'c', 'd']);
  });

  it('takes one that gives up out of the queue', async () => {
    const gate = new Gate(1);
    const leave = await gate.enter(new AbortController().signal);
    const impatient = new AbortController();
    const waiting = gate.enter(impatient.signal);
    const next = gate.enter(new AbortController().signal);
    impatient.abort();
    const leaveNothing = await waiting;
    leaveNothing();
    leave();
    await next;
    let isThrough = false;
    void gate.enter(new AbortController().signal).then(() => {
      isThrough = true;
    });
    await turn();
    assert.equal(isThrough, false);
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
