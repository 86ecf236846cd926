import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {ConnectionState} from '../../src/fleet/index.ts';
import {type Failure, KubeError} from '../../src/kube/index.ts';
import {Heartbeat} from '../../src/watch/heartbeat.ts';
import type {Answer} from '../../src/watch/verdict.ts';
import {type ManualClock, manualClock} from '../text/manual-clock.ts';

const seconds = 1_000;
const noon = Date.UTC(2026, 0, 1, 12);

describe('the heartbeat', () => {
  it('makes a server live with its first answer', async () => {
    const heart = await beating(['good']);
    assert.deepEqual(heart.states(), ['live']);
  });

  it('asks a quiet server every ten seconds', async () => {
    const heart = await beating(['good']);
    await heart.clock.advance(60 * seconds);
    assert.ok(heart.asked() >= 6 && heart.asked() <= 8, String(heart.asked()));
  });

  it('does not ask a server that talks by itself, but for its version every five minutes', async () => {
    const heart = await beating(['good']);
    for (let second = 0; second < 290; second++) {
      heart.hear();
      await heart.clock.advance(seconds);
    }
    assert.equal(heart.asked(), 1);
    for (let second = 0; second < 20; second++) {
      heart.hear();
      await heart.clock.advance(seconds);
    }
    assert.equal(heart.asked(), 2);
  });

  it('tells a silent server stale within 15 s and unreachable within 30 s', async () => {
    const heart = await beating(['good']);
    heart.answers('silence');
    await heart.clock.advance(15 * seconds);
    assert.deepEqual(heart.states(), ['live', 'stale']);
    await heart.clock.advance(15 * seconds);
    assert.deepEqual(heart.states(), ['live', 'stale', 'unreachable tcp']);
  });

  it('lets go of sockets that may be dead after silence, and not after a refusal', async () => {
    const silent = await beating(['good']);
    silent.answers('silence');
    await silent.clock.advance(15 * seconds);
    assert.equal(silent.resets(), 1);
    const refused = await beating(['good']);
    refused.answers({type: 'tcp'});
    await refused.clock.advance(30 * seconds);
    assert.equal(refused.resets(), 0);
  });

  it('tells a killed server unreachable within 5 s of the first hint', async () => {
    const heart = await beating(['good']);
    await heart.clock.advance(3 * seconds);
    heart.answers({type: 'tcp'});
    heart.hint();
    await heart.clock.advance(5 * seconds);
    assert.deepEqual(heart.states(), ['live', 'stale', 'unreachable tcp']);
  });

  it('does not take a server that restarts at once for gone', async () => {
    const heart = await beating(['good']);
    await heart.clock.advance(3 * seconds);
    heart.answers({type: 'tcp'});
    heart.hint();
    await heart.clock.advance(0.5 * seconds);
    heart.answers('good');
    await heart.clock.advance(5 * seconds);
    assert.deepEqual(heart.states(), ['live', 'stale', 'live']);
  });

  for (const trouble of ['silence', {type: 'tcp'}, {type: 'dns'}, {type: 'http', status: 503}] as const) {
    it(`is live within 10 s of its return after ${typeof trouble === 'string' ? trouble : trouble.type}`, async () => {
      // Whatever moment of the cycle the return falls into.
      for (let moment = 0; moment < 24; moment++) {
        const heart = await beating(['good']);
        heart.answers(trouble);
        await heart.clock.advance(60 * seconds + moment * 500);
        assert.match(heart.states().at(-1) ?? '', /^unreachable/);
        heart.answers('good');
        await heart.clock.advance(10 * seconds);
        assert.equal(heart.states().at(-1), 'live');
      }
    });
  }

  it('takes slowness for life when bytes came meanwhile', async () => {
    const heart = await beating(['good']);
    heart.answers('silence');
    await heart.clock.advance(12 * seconds);
    heart.hear();
    await heart.clock.advance(4 * seconds);
    assert.deepEqual(heart.states(), ['live']);
    assert.equal(heart.resets(), 0);
  });

  it('asks at the first hint also a server that has talked by itself for long', async () => {
    const heart = await beating(['good']);
    for (let second = 0; second < 25; second++) {
      heart.hear();
      await heart.clock.advance(seconds);
    }
    heart.answers({type: 'tcp'});
    heart.hint();
    await heart.clock.advance(5 * seconds);
    assert.deepEqual(heart.states(), ['live', 'stale', 'unreachable tcp']);
  });

  it('counts any hint at most once a second', async () => {
    const heart = await beating(['good']);
    for (let time = 0; time < 100; time++) {
      heart.hint();
      await heart.clock.advance(50);
    }
    assert.ok(heart.asked() <= 7, String(heart.asked()));
  });

  it('asks for a login again every half minute, and at once when it is told to', async () => {
    const heart = await beating([{type: 'login', cause: 'session'}]);
    assert.deepEqual(heart.states(), ['login session']);
    await heart.clock.advance(20 * seconds);
    assert.equal(heart.asked(), 1);
    heart.answers('good');
    heart.heart.askNow();
    await heart.clock.advance(0);
    assert.equal(heart.states().at(-1), 'live');
  });

  it('asks afresh after a probe that was under way when it is told to', async () => {
    const heart = await beating(['good']);
    heart.answers('silence');
    await heart.clock.advance(11 * seconds);
    heart.answers('good');
    heart.heart.askNow();
    await heart.clock.advance(4 * seconds);
    assert.equal(heart.states().at(-1), 'live');
  });

  it('asks the quiet servers of a fleet several at once, and goes on so', async () => {
    const hearts = await Promise.all(
      Array.from({length: 20}, (_, index) => beating(['good'], noon + index * 100)),
    );
    await Promise.all(hearts.map(({clock}) => clock.advance(60 * seconds)));
    const moments = new Set(hearts.flatMap(({askedAt}) => askedAt.slice(1)));
    // Each was asked six times: 120 moments, were each asked in its own.
    assert.ok(moments.size <= 4 * 7, String(moments.size));
  });

  it('keeps its limits in whatever part of a second it was heard', async () => {
    for (let part = 0; part < seconds; part += 50) {
      const heart = await beating(['good'], noon + part);
      heart.answers('silence');
      await heart.clock.advance(15 * seconds);
      assert.deepEqual(heart.states(), ['live', 'stale']);
      await heart.clock.advance(15 * seconds);
      assert.deepEqual(heart.states(), ['live', 'stale', 'unreachable tcp']);
    }
  });

  it('leaves nothing waiting behind', async () => {
    for (const answer of ['good', 'silence', {type: 'tcp'}] as const) {
      const heart = await beating([answer]);
      await heart.clock.advance(12 * seconds);
      heart.end();
      await heart.clock.advance(10 * seconds);
      assert.equal(heart.clock.pending, 0);
      assert.ok(heart.hasEnded());
    }
  });
});

type Script = 'good' | 'silence' | Failure;

/** `start` is ms since the epoch. */
async function beating([first]: readonly [Script], start?: number) {
  const clock: ManualClock = manualClock(start);
  const ending = new AbortController();
  const states: ConnectionState[] = [];
  let script: Script = first;
  let asked = 0;
  const askedAt: number[] = [];
  let resets = 0;
  let heard = clock.now();
  let hasEnded = false;

  const probe = async (limit: number): Promise<Answer> => {
    asked++;
    askedAt.push(clock.now());
    if (script === 'silence') {
      // Asked in vain, however good the server gets meanwhile: the question was lost.
      await clock.sleep(limit, ending.signal);
      return failed({type: 'timeout'});
    }
    if (script !== 'good') return failed(script);
    heard = clock.now();
    return {type: 'answered'};
  };

  const heart = new Heartbeat({
    clock,
    signal: ending.signal,
    probe,
    lastHeard: () => heard,
    evidence: () => ({isServing: false}),
    reset: () => resets++,
    group: undefined,
    onState: (state) => states.push(state),
  });
  void heart
    .run(() => {})
    .then(() => {
      hasEnded = true;
    });
  await clock.advance(0);

  return {
    clock,
    heart,
    states: () => states.map(nameOf),
    asked: () => asked,
    askedAt,
    resets: () => resets,
    hasEnded: () => hasEnded,
    hint: () => heart.hint(),
    end: () => ending.abort(),
    answers: (next: Script) => {
      script = next;
    },
    hear: () => {
      heard = clock.now();
    },
  };
}

function nameOf(state: ConnectionState): string {
  if (state.type === 'unreachable') return `unreachable ${state.layer}`;
  return state.type === 'login' ? `login ${state.cause}` : state.type;
}

function failed(failure: Failure): Answer {
  return {type: 'failed', error: new KubeError('it failed', {context: 'a', failure})};
}
