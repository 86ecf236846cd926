import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import type {Settings} from '../src/config/index.ts';
import {type Demo, startDemo} from '../src/demo/index.ts';
import {createFeed, type Feed} from '../src/fleet/index.ts';
import {alwaysWatched} from '../src/kinds/index.ts';
import {loadKubeconfig} from '../src/kube/index.ts';
import {systemClock} from '../src/system-clock.ts';
import type {Clock} from '../src/text/index.ts';
import {openWatch, type Watch} from '../src/watch/index.ts';
import {type ManualClock, manualClock} from '../test/text/manual-clock.ts';

/** The embedded demonstration, read whole, on a clock that moves only when it is told to. */
export interface ScriptedDemo {
  readonly feed: Feed;
  readonly watch: Watch;
  readonly clock: ManualClock;
  /** Ports are whatever was free: each has a number here that is the same every time, and as long. */
  readonly ports: ReadonlyMap<string, string>;
  /** Looks, and looks again, until all kinds that are wished for are read and looking has no object read any more. */
  quiet(look: () => void): Promise<void>;
  close(): Promise<void>;
}

/** ms: when people on call look at this. */
const start = Date.UTC(2026, 10, 24, 3, 12);

/** Was read once, four minutes ago, and cannot be reached any more. */
const lost = {cluster: 'prod-eu3-pay', ago: 4 * 60_000};

/** With the figures of a run before on disk, as they are when a person comes back. */
export async function startScriptedDemo(): Promise<ScriptedDemo> {
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-screens-'));
  const ending = new AbortController();
  const demo = await startDemo({clock: standing, signal: ending.signal, folder});
  try {
    await demo.fault(lost.cluster, 'start');
    const before = await openRun(demo, folder, start - lost.ago);
    await before.close();
    await demo.fault(lost.cluster, 'stop');
    const run = await openRun(demo, folder, start);
    return {
      ...run,
      ports: await portsOf(demo.kubeconfigFile),
      async close() {
        await run.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }

  async function end(): Promise<void> {
    await demo.close();
    ending.abort();
    await rm(folder, {recursive: true, force: true});
  }
}

/** Time of the servers: none passes, so that they hold from the beginning all that they ever do. */
const standing: Clock = {
  ...systemClock,
  now: () => start,
  // What is to be late is hardly so; but no watch is to end meanwhile because its minutes are over.
  sleep: (milliseconds, signal) =>
    systemClock.sleep(milliseconds < 60_000 ? milliseconds / 50 : milliseconds, signal),
  every: () => {},
};

type Run = Omit<ScriptedDemo, 'ports'>;

/** Everything that the program does on its start, at this time, until nothing more is to be expected. */
async function openRun(demo: Demo, folder: string, time: number): Promise<Run> {
  const clock = manualClock(time);
  const ending = new AbortController();
  const feed = createFeed({clock, signal: ending.signal});
  const sources = {paths: [demo.kubeconfigFile], environment: {}, home: folder};
  const watch = await openWatch({
    kubeconfig: {...sources, loaded: await loadKubeconfig(sources)},
    settings: {...settings, groups: demo.groups},
    feed,
    clock,
    environment: {},
    signal: ending.signal,
    isReadOnly: true,
    snapshotFile: join(folder, 'snapshot.json'),
  });
  watch.want(alwaysWatched);
  const counted = countReads(watch);
  const quiet = async (look: () => void): Promise<void> => {
    for (let calm = 0; calm < calmLooks; calm++) {
      await watch.settled(AbortSignal.timeout(patience));
      feed.flush();
      look();
      if (counted.underWay > 0) calm = 0;
      while (counted.underWay > 0) await wait(5);
    }
  };
  await watch.settled(AbortSignal.timeout(patience));
  // What nodes use is no kind that is watched.
  for (const deadline = Date.now() + patience; !isRead(feed); feed.flush()) {
    if (Date.now() > deadline) throw new Error('the demonstration was not read');
    await wait(5);
  }
  return {
    feed,
    watch: counted.watch,
    clock,
    quiet,
    async close() {
      await watch.close();
      ending.abort();
    },
  };
}

/** Looks without news after which nothing more is to be expected: a page first learns of an object, then reads it. */
const calmLooks = 4;
/** ms: far more than it takes on a machine that does something else as well. */
const patience = 60_000;

/** The same watch, whose reads of single objects are counted while they last. */
function countReads(watch: Watch) {
  const counted = {
    underWay: 0,
    watch: new Proxy(watch, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (name === 'readObject') return readObject;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    }),
  };
  const readObject: Watch['readObject'] = async (...asked) => {
    counted.underWay += 1;
    try {
      return await watch.readObject(...asked);
    } finally {
      counted.underWay -= 1;
    }
  };
  return counted;
}

/** Every cluster is one row, and the one that measures what its nodes use has told. */
function isRead(feed: Feed): boolean {
  const {clusters} = feed.store.getState();
  const measured = clusters.find(({name}) => name === 'prod-eu1-pay')?.capacity;
  const isMeasured = measured !== undefined && 'value' in measured && measured.value.cpuUsed !== undefined;
  return clusters.length === fleetSize && isMeasured;
}

const fleetSize = 24;

const settings: Settings = {kubeconfig: [], isReadOnly: true, groups: [], logins: [], contexts: []};

async function portsOf(kubeconfigFile: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(kubeconfigFile, 'utf8');
  const ports = [...text.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port = '']) => port);
  return new Map(
    [...new Set(ports)].map((port, index) => [port, String(10 ** (port.length - 1) * 4 + 1 + index)]),
  );
}
