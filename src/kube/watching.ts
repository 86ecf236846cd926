import {over} from '../text/index.ts';
import {KubeError} from './errors.ts';
import {readWatch, type WatchEnd} from './reading.ts';
import {
  apply,
  canResume,
  deniedPause,
  failure,
  healthyAfter,
  isStatus,
  lifeOf,
  type Run,
  readingOf,
  type Scope,
  tellSynced,
  watchAccept,
  watchSilence,
} from './reflector-run.ts';

/**
 * Watches every scope until one of them fails; then all are ended and the failure is thrown. Single namespaces, read for
 * want of the right to the whole cluster, are watched for some minutes: then everything is asked for again.
 */
export async function watchAll<R>(run: Run<R>): Promise<number> {
  const ending = new AbortController();
  const abort = (): void => ending.abort(over);
  run.signal.addEventListener('abort', abort, {once: true});
  const isPart = run.scopes.some(({namespace}) => namespace !== undefined);
  let isDue = false;
  for (const scope of run.scopes) scope.isDoubtful = run.hasFailed;
  if (isPart)
    void run.clock.sleep(deniedPause, ending.signal).then(() => {
      isDue = !ending.signal.aborted;
      abort();
    });
  try {
    const pauses = await Promise.all(
      run.scopes.map((scope) =>
        watchScope(run, scope, ending.signal).then(
          (pause) => {
            ending.abort(over);
            return pause;
          },
          (error: unknown) => {
            // Ended because another scope was: that one has the reason.
            if (ending.signal.aborted && !run.signal.aborted && isAborted(error)) return 0;
            ending.abort(over);
            throw error;
          },
        ),
      ),
    );
    if (isDue) {
      run.scopes = [];
      run.isPolling = true;
    }
    return Math.max(0, ...pauses);
  } finally {
    run.signal.removeEventListener('abort', abort);
    ending.abort(over);
  }
}

/** Resolves, to a pause in ms, when the kind can be listed but not watched; otherwise goes on until it fails. */
async function watchScope<R>(run: Run<R>, scope: Scope, signal: AbortSignal): Promise<number> {
  while (!signal.aborted && canResume(run)) {
    let openedAt = 0;
    let changes = 0;
    const ended = new AbortController();
    try {
      const end = await readWatch({
        ...readingOf(run, scope, signal),
        accept: watchAccept(run),
        ...lifeOf(run, {resourceVersion: scope.resourceVersion}),
        silenceLimit: () => watchSilence,
        onOpen() {
          openedAt = run.clock.now();
          run.isPolling = false;
          if (run.hasFailed) void tellUnlessContradicted(run, scope, ended.signal);
          else tellSynced(run);
          return true;
        },
        onChange(change) {
          changes++;
          apply(run, scope, change);
        },
      });
      judge(run, end, openedAt, changes > 0);
    } catch (error) {
      // A user who may list but not watch, or a kind nobody can watch: it is read anew every minute instead.
      if (openedAt === 0 && isStatus(error, 403, 405)) {
        run.scopes = [];
        run.isPolling = true;
        return pollEvery;
      }
      if (openedAt > 0 && run.clock.now() - openedAt >= healthyAfter) run.backoff.reset();
      throw error;
    } finally {
      ended.abort(over);
    }
  }
  return 0;
}

/**
 * A server that has forgotten our version opens the watch and says so in its first event, and what changed meanwhile
 * comes as events too: until then what is held may not pass for true, nor before that is so of every scope.
 */
async function tellUnlessContradicted<R>(run: Run<R>, scope: Scope, signal: AbortSignal): Promise<void> {
  run.onState({type: 'syncing', received: 0});
  const at = run.clock.now() + firstWords;
  // Again, for a sleep may be cut short to hurry a retry.
  for (let left = firstWords; left > 0 && !signal.aborted; left = at - run.clock.now())
    await run.clock.sleep(left, signal);
  if (signal.aborted) return;
  scope.isDoubtful = false;
  if (!run.scopes.some(({isDoubtful}) => isDoubtful)) tellSynced(run);
}

// From the headers to the first event it is up to 40 ms on a loaded server; a line between may part them further.
const firstWords = 500;

/** What the end of a watch says about the server. @throws KubeError when it ended too soon. */
export function judge<R>(run: Run<R>, end: WatchEnd, openedAt: number, hasChanged: boolean): void {
  const lasted = run.clock.now() - openedAt;
  if (lasted >= healthyAfter) run.backoff.reset();
  if (end !== 'closed' || lasted >= shortWatch) return;
  const what = hasChanged ? 'again and again' : 'without a word';
  throw failure(
    run,
    `The server ended the watch ${what} after ${lasted} ms. A proxy in between may not allow it.`,
    {
      type: 'tcp',
    },
  );
}

// Some proxies end every stream at once; a watch that short is a failure however politely it ended.
const shortWatch = 1000;

const pollEvery = 60_000;

function isAborted(error: unknown): boolean {
  return error instanceof KubeError && error.failure.type === 'aborted';
}
