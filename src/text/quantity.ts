/**
 * A Kubernetes quantity (`100m`, `1.5Gi`, `2e3`, `12E`) in base units: cores, bytes, pods. `undefined` for what is not
 * one. A double holds every real figure of a cluster to well under a millicore or a byte in a petabyte.
 */
export function parseQuantity(text: string): number | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const number = Number(match[1]);
  const suffix = match[2] ?? '';
  const factor = factors.get(suffix);
  if (factor !== undefined) return number * factor;
  const divisor = divisors.get(suffix);
  // Dividing keeps 100m at exactly 0.1, where multiplying by 0.001 would not.
  if (divisor !== undefined) return number / divisor;
  return Number(`${match[1]}${suffix}`);
}

/** Cores as kubectl writes requests: `250m` below the next whole core, `2`, `1500m`; rounded up to a millicore. */
export function formatCpu(cores: number): string {
  const milli = Math.ceil(cores * 1000 - rounding);
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

/** Bytes with a binary suffix and at most one decimal: `512`, `64Mi`, `1.5Gi`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let index = 0;
  // 1023.95 would print as 1024.0, which is the next unit.
  while (Math.abs(value) >= 1023.95 && index < binary.length - 1) {
    value /= 1024;
    index += 1;
  }
  const rounded = index === 0 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${rounded}${binary[index]}`;
}

// A decimal number, then a binary or decimal suffix or an exponent. `E` alone is exa; `E` with digits an exponent.
const form = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

const factors: ReadonlyMap<string, number> = new Map([
  ...binary.map((suffix, index): [string, number] => [suffix, 1024 ** index]),
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['E', 1e18],
]);

const divisors: ReadonlyMap<string, number> = new Map([
  ['m', 1e3],
  ['u', 1e6],
  ['n', 1e9],
]);

// A millionth of a millicore: what adding doubles leaves behind is not a reason to round up.
const rounding = 1e-6;
