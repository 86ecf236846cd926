import {failedCreate} from '../rollouts.ts';

/**
 * What an event or a pod's trouble says, without what its reason says already and without names, addresses and numbers
 * that are another each time: `readiness 503`, `Insufficient cpu`, `connection refused`. The wordings are those of
 * kubelet (prober, kuberuntime, images), scheduler (framework/types.go) and the workload controllers, 1.37.
 */
export function shortMessage(reason: string, message: string): string {
  const text = message.replace(/^\(combined from similar events\): /, '');
  if (reason === 'FailedCreate') return failedCreate(text).slice('FailedCreate: '.length);
  for (const [pattern, short] of wordings) {
    const match = pattern.exec(text);
    if (match) return short(match).trim();
  }
  return causeOf(text);
}

/** `Insufficient cpu` of `0/38 nodes are available: 2 node(s) had untolerated taint, 36 Insufficient cpu. …`; else ''. */
export function schedulingCause(message: string): string {
  const list = /nodes are available: (.*?)(?:\. |\.?$)/s.exec(message)?.[1] ?? '';
  let cause = '';
  let most = 0;
  for (const part of list.split(', ')) {
    const [, count = '', text = ''] = /^(\d+) (.*)$/.exec(part) ?? [];
    if (Number(count) > most) [cause, most] = [text, Number(count)];
  }
  // Taints and affinities are told with their keys, which is the part worth reading.
  return cause.replace(/^node\(s\) /, '');
}

const wordings: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/^(Readiness|Liveness|Startup) probe (?:failed|errored)[^:]*: (.*)/s, probeText],
  // The reason and the object say it all, unless the pod has several containers.
  [
    /^Back-off restarting failed container ?(\S*)/,
    ([, container = '']) => (isName(container) ? container : ''),
  ],
  [
    /^(?:Failed to pull|Back-off pulling) image "([^"]*)"(?:: (.*))?/s,
    ([, image = '', why = '']) => pullText(image, why),
  ],
  [/nodes are available: /, ({input}) => schedulingCause(input)],
  [
    /^MountVolume\S* failed for volume "([^"]*)" : (.*)/s,
    ([, volume = '', why = '']) => `${volume}: ${causeOf(why)}`,
  ],
  [/^Error: (.*)/s, ([, why = '']) => causeOf(why)],
];

function probeText([, probe = '', output = '']: RegExpExecArray): string {
  const status = /statuscode: (\d+)/.exec(output)?.[1];
  if (status !== undefined) return `${probe.toLowerCase()} ${status}`;
  const isLate = /timeout|timed out|deadline exceeded/i.test(output);
  return `${probe.toLowerCase()} ${isLate ? 'timeout' : causeOf(output)}`;
}

function pullText(image: string, why: string): string {
  const cause = causeOf(why);
  return cause === '' ? image : `${image}: ${cause}`;
}

/**
 * Errors of Go are told from the outside in, so the last part is the cause: `rpc error: code = NotFound desc = failed to
 * pull "x": not found` → `not found`. What is not such a chain stays whole.
 */
function causeOf(text: string): string {
  const line = text.trim();
  if (!/(error|fail|refused|unable|dial|rpc|Err[A-Z])/i.test(line)) return line;
  const parts = line.split(': ');
  return parts.at(-1)?.trim() ?? line;
}

function isName(text: string): boolean {
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}
