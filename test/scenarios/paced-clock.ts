import {setTimeout as wait} from 'node:timers/promises';
import type {Clock} from '../../src/text/index.ts';
import {manualClock} from '../text/manual-clock.ts';

/** ms of its own that pass at once, and real ms until the next. */
const step = 50;
const pause = 5;

/**
 * Time that passes ten times as fast as the real one, for servers and clients of one process over real sockets. It moves
 * on by the turns of the event loop and not by what a machine's clock says, so that on a busy machine nobody is late.
 */
export function pacedClock(signal: AbortSignal): Clock {
  const clock = manualClock();
  void (async () => {
    while (!signal.aborted) {
      await clock.advance(step);
      await wait(pause);
    }
  })();
  return clock;
}
