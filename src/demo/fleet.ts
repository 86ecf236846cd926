import {setImmediate} from 'node:timers/promises';
import type {Clock} from '../text/index.ts';
import type {ClusterApi} from './api/handle.ts';
import type {DemoOptions} from './demo.ts';
import {quickened} from './quickened.ts';
import {Timeline} from './timeline.ts';
import {bulkPlans, churn, populateBulk} from './world/bulk.ts';
import {type ClusterPlan, fleetPlan} from './world/plan.ts';
import {populate} from './world/populate.ts';
import {past, tell, usageOf} from './world/stories.ts';
import type {World} from './world/world.ts';

/** One simulated cluster, without a server yet. */
export interface Cluster {
  readonly plan: ClusterPlan;
  readonly world: World;
  readonly api: ClusterApi;
}

/** All clusters on one timeline. */
export interface Fleet {
  readonly clusters: readonly Cluster[];
  /** Simulated ms since the epoch; equal to the clock's at the start. */
  now(): number;
  /** Lets time pass until the signal aborts. */
  live(signal: AbortSignal): Promise<void>;
}

export function makeFleet({clock, seed = 1, speed = 1, size}: DemoOptions): Fleet {
  const begin = clock.now();
  const simulated = quickened(clock, speed);
  const timeline = new Timeline(begin - (size ? 0 : past));
  const plans = size ? bulkPlans(size) : fleetPlan;
  const clusters = plans.map((plan): Cluster => {
    const world = size
      ? populateBulk(plan, seed, timeline, size.podsPerCluster)
      : populate(plan, seed, timeline);
    return {plan, world, api: apiOf(plan, world, simulated)};
  });
  if (size)
    churn(
      clusters.map(({world}) => world),
      timeline,
      size,
    );
  else for (const {plan, world} of clusters) tell(world, plan);
  timeline.runTo(begin);
  return {clusters, now: simulated.now, live: (signal) => live(timeline, simulated, speed, signal)};
}

function apiOf({version, denied, stories}: ClusterPlan, world: World, clock: Clock): ClusterApi {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  return {
    store: world.store,
    version: {
      major,
      // Vendors that build their own add a plus.
      minor: version.includes('-eks-') ? `${minor}+` : minor,
      gitVersion: version,
      gitCommit: world.random.hex(40),
      gitTreeState: 'clean',
      buildDate: '2026-10-14T08:36:21Z',
      goVersion: 'go1.25.3',
      compiler: 'gc',
      platform: 'linux/amd64',
    },
    denied: new Set(denied),
    metrics: stories.includes('metrics') ? usageOf(world) : undefined,
    clock,
  };
}

/** So much happens between two turns of the event loop, where time has leapt (a laptop that slept). */
const atOnce = 100;

/** Real ms: what comes sooner comes together. */
const shortestSleep = 10;

async function live(timeline: Timeline, clock: Clock, speed: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (!timeline.runTo(clock.now(), atOnce)) {
      await setImmediate();
      continue;
    }
    await clock.sleep(Math.max(shortestSleep * speed, timeline.next - clock.now()), signal);
  }
}
