import {createListMemory} from '../fleet/index.ts';
import {createBell} from './bell.ts';
import {createChangeLog} from './changes.ts';
import type {Engine, ExitCode} from './engine.ts';
import {follow} from './follow.ts';
import type {GetRequest} from './invocation.ts';
import {isAwaited, type Missing, missingText} from './missing.ts';
import type {Target} from './targets.ts';
import {viewOf} from './view.ts';

/** Ages are not printed, only asked for by queries: steps of so many seconds spare most of the matching. */
const ageStep = 10;
/** A busy fleet changes ten times a second; ten thousand rows take some milliseconds to look through. */
const shortestPause = 200;

/**
 * `get --watch` in a pipe: one JSON object a line for each change, the rows there are as `added` first. What cannot be
 * read is told on standard error, once per change of its state. Ends when nobody reads any more.
 */
export async function watchInPipe(
  engine: Engine,
  request: GetRequest,
  asked: readonly Target[],
): Promise<ExitCode> {
  const {out, err, feed, clock, signal} = engine;
  const log = createChangeLog();
  const memories = asked.map(() => createListMemory());
  const started = clock.now();
  let told: ReadonlyMap<string, string> = new Map();
  // Of the kubeconfig; those of the start were told then.
  let complained = engine.watch.problems;
  const bell = createBell();
  using following = follow(engine, asked, bell.ring);
  const unsubscribe = feed.store.subscribe(bell.ring);
  signal.addEventListener('abort', bell.ring, {once: true});
  // So that a cluster which never answers is told of when its time is over, though nothing has changed.
  void clock.sleep(engine.timeout, signal).then(bell.ring);

  // So that the first look sees the clusters that are known already.
  feed.flush();
  while (!signal.aborted) {
    following.look();
    const now = clock.now();
    const view = viewOf(engine, request, following.targets, {ageStep, waited: undefined, memories});
    if (view.type === 'refused') {
      unsubscribe();
      await err.write(`error: ${view.message}\n`);
      return 2;
    }
    const changes = log.since(view.listings, now);
    // Awaited: a reader that is slower than the fleet gets fewer, later changes instead of an endless backlog.
    if (changes.length > 0) await out.write(changes.map((change) => `${JSON.stringify(change)}\n`).join(''));
    const troubles = troublesOf(view.missing, now - started >= engine.timeout);
    const {problems} = engine.watch;
    const complaints = problems.filter((problem) => !complained.includes(problem));
    const news = complaints.map((problem) => `warning: ${problem}\n`).join('') + newsOf(told, troubles);
    if (news !== '') await err.write(news);
    told = troubles;
    complained = problems;
    await clock.sleep(shortestPause, signal);
    if (!signal.aborted) await bell.rung();
  }
  unsubscribe();
  return 0;
}

/** Cluster (and kind) → what to say of it. What merely is not there yet is no trouble while there is time. */
function troublesOf(missing: readonly Missing[], isTimeOver: boolean): ReadonlyMap<string, string> {
  const troubles = missing.filter((one) => isTimeOver || !isAwaited(one));
  return new Map(
    troubles.map((one) => [
      `${one.cluster}${one.kind === undefined ? '' : ` ${one.kind}`}`,
      missingText(one),
    ]),
  );
}

function newsOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string {
  const worse = [...after].filter(([key, text]) => before.get(key) !== text).map(([, text]) => text);
  const better = [...before.keys()].filter((key) => !after.has(key)).map((key) => `${key}: read again`);
  return [...worse, ...better].map((line) => `${line}\n`).join('');
}
