import {makeRandom} from '../random.ts';
import type {KubeObject} from '../store.ts';
import {badRequest, Refusal} from './failure.ts';

/**
 * What one container of a pod has printed up to `now`, ms, the same whenever it is asked; understands `container`,
 * `previous` and `tailLines`.
 * @throws Refusal (400) in the words of API server and kubelet (`pkg/registry/core/pod/strategy.go`,
 * `pkg/kubelet/kubelet_pods.go`).
 */
export function podLog(pod: KubeObject, query: URLSearchParams, now: number): string {
  const {spec, status = {}, metadata} = pod as unknown as LoggedPod;
  const container = containerOf(metadata.name, spec, query.get('container') ?? '');
  const found = status.containerStatuses?.find(({name}) => name === container.name);
  if (!spec.nodeName) throw new Refusal(badRequest(`pod ${metadata.name} does not have a host assigned`));
  const isPrevious = query.get('previous') === 'true' || query.get('previous') === '1';
  const run = runOf({pod: metadata.name, container: container.name}, found ?? {}, isPrevious);
  const lines = linesOf(run, {
    name: container.name,
    version: container.image.split(':').at(-1) ?? '',
    work: workOf(spec, found ?? {}),
    seed: `${metadata.uid} ${container.name} ${run.started}`,
    now,
  });
  const most = query.get('tailLines');
  if (most !== null && !/^\d+$/.test(most)) throw new Refusal(badRequest(`tailLines: not a number: ${most}`));
  const last = most === null ? lines : lines.slice(Math.max(0, lines.length - Number(most)));
  return last.map((line) => `${line}\n`).join('');
}

interface LoggedPod {
  readonly metadata: {readonly name: string; readonly uid: string};
  readonly spec: {
    readonly containers: readonly Container[];
    readonly nodeName?: string;
    readonly restartPolicy?: string;
  };
  readonly status?: {readonly containerStatuses?: readonly ContainerStatus[]};
}

interface Container {
  readonly name: string;
  readonly image: string;
}

interface ContainerStatus {
  readonly name?: string;
  readonly ready?: boolean;
  readonly state?: {
    readonly waiting?: {readonly reason: string};
    readonly running?: {readonly startedAt: string};
    readonly terminated?: Terminated;
  };
  readonly lastState?: {readonly terminated?: Terminated};
}

interface Terminated {
  readonly exitCode: number;
  readonly startedAt: string;
  readonly finishedAt: string;
}

function containerOf(pod: string, {containers}: LoggedPod['spec'], asked: string): Container {
  const [first, ...others] = containers;
  const names = containers.map(({name}) => name).join(' ');
  if (asked === '' && others.length > 0) {
    const message = `a container name must be specified for pod ${pod}, choose one of: [${names}]`;
    throw new Refusal(badRequest(message));
  }
  const found = asked === '' ? first : containers.find(({name}) => name === asked);
  if (found === undefined) throw new Refusal(badRequest(`container ${asked} is not valid for pod ${pod}`));
  return found;
}

/** One life of a container. ms. */
interface Run {
  readonly started: number;
  readonly end?: {readonly at: number; readonly exitCode: number};
}

interface Names {
  readonly pod: string;
  readonly container: string;
}

/** Of a container that waits for its next start, the run before is the one there is. */
function runOf({pod, container}: Names, {state, lastState}: ContainerStatus, isPrevious: boolean): Run {
  if (isPrevious) {
    if (lastState?.terminated) return ended(lastState.terminated);
    throw new Refusal(badRequest(`previous terminated container "${container}" in pod "${pod}" not found`));
  }
  if (state?.running) return {started: Date.parse(state.running.startedAt)};
  const last = state?.terminated ?? lastState?.terminated;
  if (last) return ended(last);
  const reason = state?.waiting?.reason ?? 'ContainerCreating';
  const why =
    {ErrImagePull: "image can't be pulled", ImagePullBackOff: 'trying and failing to pull image'}[reason] ??
    reason;
  throw new Refusal(badRequest(`container "${container}" in pod "${pod}" is waiting to start: ${why}`));
}

function ended({startedAt, finishedAt, exitCode}: Terminated): Run {
  return {started: Date.parse(startedAt), end: {at: Date.parse(finishedAt), exitCode}};
}

interface Story {
  readonly name: string;
  readonly version: string;
  readonly work: Work;
  /** Equal for equal runs. */
  readonly seed: string;
  readonly now: number;
}

/** What it does after its start: `nothing` for what ends before it comes that far, again and again. */
type Work = 'batches' | 'requests' | 'waiting' | 'nothing';

function workOf({restartPolicy}: LoggedPod['spec'], {ready, lastState}: ContainerStatus): Work {
  if (restartPolicy === 'Never') return 'batches';
  if (ready) return 'requests';
  return lastState?.terminated ? 'nothing' : 'waiting';
}

/** Older lines are in files that the kubelet has rotated away. */
const keptLines = 400;

function linesOf({started, end}: Run, story: Story): readonly string[] {
  const {name, version, work, seed, now} = story;
  const until = end?.at ?? now;
  const random = makeRandom(1, seed);
  const [pause, boot] = [random.whole(2_000, 7_000), random.whole(300, 1_500)];
  const first = started + boot;
  const count = work === 'nothing' ? 0 : Math.max(0, Math.floor((until - first) / pause));
  const from = Math.max(0, count - keptLines);
  const start = [
    line(started, 'INFO', `${name} ${version} starts`),
    line(started + boot / 2, 'INFO', 'configuration read: /etc/config/config.yaml'),
  ];
  const middle = Array.from({length: count - from}, (_, index) => {
    const number = from + index;
    return doing[work](first + number * pause, number, makeRandom(number, seed).next());
  });
  return [...(from === 0 ? start : []), ...middle, ...(end ? lastLines(end, story) : [])].slice(-keptLines);
}

const doing: Readonly<Record<Work, (at: number, number: number, chance: number) => string>> = {
  batches: batch,
  requests: request,
  waiting: unready,
  nothing: () => '',
};

function request(at: number, _: number, chance: number): string {
  const path = ['/', '/ready', '/v1/items', '/v1/items/4711', '/v1/session'][Math.floor(chance * 5)];
  const milliseconds = 1 + Math.floor((chance * 1000) % 90);
  return chance > 0.985
    ? line(at, 'WARN', `GET ${path} 503 ${milliseconds}ms upstream is busy, tried again`)
    : line(at, 'INFO', `GET ${path} 200 ${milliseconds}ms`);
}

function unready(at: number, number: number): string {
  return number % 2 === 0
    ? line(at, 'WARN', 'not ready: the schema is at version 56, this needs 57')
    : line(at, 'INFO', 'GET /ready 503 1ms');
}

function batch(at: number, number: number, chance: number): string {
  return line(at, 'INFO', `batch ${number + 1} done: ${900 + Math.floor(chance * 100)} records`);
}

function lastLines(end: {readonly at: number; readonly exitCode: number}, story: Story): readonly string[] {
  const {at, exitCode} = end;
  if (exitCode === 0) return [line(at, 'INFO', 'done')];
  if (story.work === 'batches') {
    return [
      line(at, 'ERROR', 'ledger and bank disagree by 3 records; nothing is written'),
      line(at, 'INFO', `exit ${exitCode}`),
    ];
  }
  return [
    line(at, 'ERROR', `UPSTREAM_TIMEOUT_MS is not set, and ${story.version} has no default for it`),
    'panic: the configuration is incomplete',
    '',
    'goroutine 1 [running]:',
    'main.main()',
    `\t/src/cmd/${story.name}/main.go:57`,
    `exit status ${exitCode}`,
  ];
}

function line(at: number, level: string, text: string): string {
  return `${new Date(Math.floor(at)).toISOString()} ${level.padEnd(5)} ${text}`;
}
