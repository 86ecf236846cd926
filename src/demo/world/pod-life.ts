import type {Ended, Pod, PodState, PodTemplate} from './pod.ts';
import type {Workload} from './workload.ts';
import {publish, putPod, tellOfPod, type World} from './world.ts';

/** What becomes of a new pod. */
export type Fate = 'ready' | 'crash' | 'never ready' | 'bad image';

/** Those whose pods these are; a Job has no workload behind it. */
export interface Owner {
  readonly pods: Map<string, Pod>;
  /** Something of its pods has changed. */
  onChange(): void;
}

export function ownerOfPods(world: World, workload: Workload): Owner {
  return {pods: workload.pods, onChange: () => publish(world, workload)};
}

/** A pod that has been running for long, as a cluster that is looked at for the first time is full of them. */
export function settledPod(
  world: World,
  template: PodTemplate,
  name: string,
  created: number,
  node?: string,
): Pod {
  const {random} = world;
  return {
    name,
    uid: random.uid(),
    created,
    template,
    state: {type: 'running', since: created + 4_000, isReady: true, readySince: created + 15_000},
    node: node ?? random.pick(world.nodes).name,
    ip: newAddress(world),
    restarts: 0,
  };
}

/** Creates a pod, which then is scheduled, pulled and started as its fate has it. `onReady` comes when it is ready. */
export function startPod(
  world: World,
  owner: Owner,
  template: PodTemplate,
  name: string,
  fate: Fate,
  onReady: () => void = () => {},
): void {
  const {random, timeline} = world;
  const now = timeline.now;
  const node = random.pick(world.nodes).name;
  const place = `${template.namespace}/${name}`;
  const set: SetState = (state, more) => setState(world, owner, name, state, more);
  const unscheduled: PodState = {type: 'unscheduled', since: now};
  putPod(world, owner.pods, {
    name,
    uid: random.uid(),
    created: now,
    template,
    state: unscheduled,
    node: '',
    ip: '',
    restarts: 0,
  });
  owner.onChange();
  timeline.after(random.whole(40, 300), () => {
    const pod = set({type: 'creating', since: timeline.now}, {node});
    if (pod === undefined) return;
    const message = `Successfully assigned ${place} to ${node}`;
    tellOfPod(world, pod, {type: 'Normal', reason: 'Scheduled', message}, false);
    if (fate === 'bad image') {
      pullInVain(world, template, set);
      return;
    }
    timeline.after(random.whole(1_500, 5_000), () => {
      const started = run();
      if (started === undefined) return;
      tellOfPod(world, started, {
        type: 'Normal',
        reason: 'Pulled',
        message: `Successfully pulled image "${template.image}"`,
      });
      tellOfPod(world, started, {type: 'Normal', reason: 'Started', message: 'Container started'});
      settle(started);
    });
  });
  const run = (): Pod | undefined => {
    const since = timeline.now;
    return set({type: 'running', since, isReady: false, readySince: since}, {ip: newAddress(world)});
  };
  const settle = (pod: Pod): void => {
    switch (fate) {
      case 'ready':
        timeline.after(random.whole(12_000, 24_000), () => {
          const {now: readySince} = timeline;
          const since = pod.state.type === 'running' ? pod.state.since : readySince;
          if (set({type: 'running', since, isReady: true, readySince})) onReady();
        });
        return;
      case 'crash':
        crash(world, owner, name);
        return;
      case 'never ready':
        failProbes(world, owner, name);
        return;
      case 'bad image':
        return;
    }
  };
}

/** Asks a pod to end; it is gone some seconds later. */
export function stopPod(world: World, owner: Owner, name: string): void {
  const {random, timeline, store} = world;
  const pod = owner.pods.get(name);
  if (pod === undefined || pod.deleted !== undefined) return;
  putPod(world, owner.pods, {...pod, deleted: timeline.now + 30_000});
  tellOfPod(world, pod, {
    type: 'Normal',
    reason: 'Killing',
    message: `Stopping container ${pod.template.container}`,
  });
  owner.onChange();
  timeline.after(random.whole(2_000, 8_000), () => {
    owner.pods.delete(name);
    store.remove('pods', pod.template.namespace, name);
    owner.onChange();
  });
}

type SetState = (state: PodState, more?: Partial<Pod>) => Pod | undefined;

/** Undefined for a pod that is gone or being deleted: it has no future. */
function setState(world: World, owner: Owner, name: string, state: PodState, more: Partial<Pod> = {}) {
  const pod = owner.pods.get(name);
  if (pod === undefined || pod.deleted !== undefined) return undefined;
  const next: Pod = {...pod, ...more, state};
  putPod(world, owner.pods, next);
  owner.onChange();
  return next;
}

/** The kubelet's back-off: ten seconds, doubled each time, at most five minutes. */
const firstBackOff = 10_000;
const longestBackOff = 300_000;

/** A container that ends badly a few seconds after each start, for ever. */
function crash(world: World, owner: Owner, name: string): void {
  const {random, timeline} = world;
  const set: SetState = (state, more) => setState(world, owner, name, state, more);
  const next = (backOff: number): void => {
    timeline.after(random.whole(2_000, 6_000), () => {
      const pod = owner.pods.get(name);
      if (pod === undefined) return;
      const started = pod.state.type === 'running' ? pod.state.since : pod.created;
      const lastEnd: Ended = {started, at: timeline.now, exitCode: 1, reason: 'Error'};
      const message = `back-off ${backOffText(backOff)} restarting failed container=${pod.template.container} pod=${name}_${pod.template.namespace}(${pod.uid})`;
      const waiting = set(
        {type: 'waiting', since: timeline.now, reason: 'CrashLoopBackOff', message},
        {lastEnd},
      );
      if (waiting === undefined) return;
      tellBackOff(world, owner, name, message, timeline.now + backOff);
      timeline.after(backOff, () => {
        const restarts = (owner.pods.get(name)?.restarts ?? 0) + 1;
        const since = timeline.now;
        if (set({type: 'running', since, isReady: false, readySince: since}, {restarts}))
          next(Math.min(2 * backOff, longestBackOff));
      });
    });
  };
  next(firstBackOff);
}

function backOffText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds % 60}s`;
}

/** Again and again while it lasts, as the kubelet looks at it; one event object counts them. */
function tellBackOff(world: World, owner: Owner, name: string, message: string, until: number): void {
  const {timeline, random} = world;
  const pod = owner.pods.get(name);
  if (pod === undefined || pod.deleted !== undefined) return;
  const short = message.replace(/^(b)ack-off \w+/, 'Back-off');
  tellOfPod(world, pod, {type: 'Warning', reason: 'BackOff', message: short});
  const pause = random.whole(10_000, 25_000);
  if (timeline.now + pause < until)
    timeline.after(pause, () => tellBackOff(world, owner, name, message, until));
}

function failProbes(world: World, owner: Owner, name: string): void {
  const {timeline, random} = world;
  const pod = owner.pods.get(name);
  if (pod === undefined || pod.deleted !== undefined) return;
  const message = 'Readiness probe failed: HTTP probe failed with statuscode: 503';
  tellOfPod(world, pod, {type: 'Warning', reason: 'Unhealthy', message});
  timeline.after(random.whole(20_000, 40_000), () => failProbes(world, owner, name));
}

/** ErrImagePull and ImagePullBackOff by turns, as the kubelet tries and waits. */
function pullInVain(world: World, template: PodTemplate, set: SetState): void {
  const {timeline, random} = world;
  const failed = `failed to pull and unpack image "${template.image}": failed to resolve reference "${template.image}": not found`;
  const attempt = (backOff: number): void => {
    timeline.after(random.whole(800, 2_500), () => {
      const pod = set({type: 'waiting', since: timeline.now, reason: 'ErrImagePull', message: failed});
      if (pod === undefined) return;
      tellOfPod(world, pod, {
        type: 'Warning',
        reason: 'Failed',
        message: `Failed to pull image "${template.image}": ${failed}`,
      });
      timeline.after(random.whole(5_000, 10_000), () => {
        const message = `Back-off pulling image "${template.image}"`;
        const waiting = set({type: 'waiting', since: timeline.now, reason: 'ImagePullBackOff', message});
        if (waiting === undefined) return;
        tellOfPod(world, waiting, {type: 'Warning', reason: 'BackOff', message});
        timeline.after(backOff, () => attempt(Math.min(2 * backOff, longestBackOff)));
      });
    });
  };
  attempt(firstBackOff);
}

function newAddress({random}: World): string {
  return `10.${random.whole(64, 95)}.${random.whole(0, 255)}.${random.whole(2, 254)}`;
}
