import {createListMemory} from '../fleet/index.ts';
import {sanitise} from '../text/index.ts';
import {createBell} from './bell.ts';
import type {Engine, ExitCode} from './engine.ts';
import {follow} from './follow.ts';
import {frameLines} from './frame.ts';
import type {GetRequest} from './invocation.ts';
import {createPainter, hideCursor, showCursor} from './painter.ts';
import type {Target} from './targets.ts';
import {viewOf} from './view.ts';

/** Ages step by so many seconds, or a young pod would repaint a quiet screen every second. */
const ageStep = 10;
/** How often ages are looked at again, ms. */
const tick = 1000;
/** No eye follows more; and a busy fleet's ten thousand rows take some milliseconds to sort. */
const shortestPause = 200;

/** `get --watch` on a terminal: the table is redrawn in place until the person has seen enough. */
export async function watchOnTerminal(
  engine: Engine,
  request: GetRequest,
  asked: readonly Target[],
): Promise<ExitCode> {
  const {out, feed, clock, signal} = engine;
  const painter = createPainter();
  const memories = asked.map(() => createListMemory());
  const widths = new Map<string, Map<string, number>>();
  let refusal: string | undefined;
  const bell = createBell();
  using following = follow(engine, asked, bell.ring);

  const paint = async () => {
    const view = viewOf(engine, request, following.targets, {ageStep, waited: undefined, memories});
    if (view.type === 'refused') {
      refusal = view.message;
      return;
    }
    for (const {kind} of view.listings) if (!widths.has(kind)) widths.set(kind, new Map());
    const isWide = request.output === 'wide';
    const problems = engine.watch.problems.map(sanitise);
    const lines = frameLines(view.listings, view.missing, out, {isWide, widths, problems});
    const bytes = painter.paint(lines, out);
    if (bytes !== '') await out.write(bytes);
  };

  out.restoreWith(showCursor);
  out.holdKeyboard(signal);
  out.onDisturbance((disturbance) => {
    if (disturbance === 'resumed') {
      painter.forget();
      void out.write(hideCursor);
    }
    // What was kept from growing narrower may now be wider than the screen.
    widths.clear();
    bell.ring();
  }, signal);
  const unsubscribe = feed.store.subscribe(bell.ring);
  clock.every(tick, signal, bell.ring);
  signal.addEventListener('abort', bell.ring, {once: true});
  await out.write(hideCursor);
  // So that the first look sees the clusters that are known already.
  feed.flush();
  while (!signal.aborted && refusal === undefined) {
    following.look();
    await paint();
    await clock.sleep(shortestPause, signal);
    if (!signal.aborted) await bell.rung();
  }
  unsubscribe();
  await out.write(showCursor);
  out.restoreWith('');
  if (refusal === undefined) return 0;
  await engine.err.write(`error: ${refusal}\n`);
  return 2;
}
