import {parseQuantity} from '../text/index.ts';
import type {ParsedVersion} from './versions.ts';
import {parseVersion} from './versions.ts';

/**
 * A value read in every way it can be meant: `10m` is ten minutes for an age and ten millicores for a cpu column.
 * Which one holds is decided by what it is compared with.
 */
export interface Amount {
  readonly text: string;
  readonly number?: number;
  readonly seconds?: number;
  readonly version?: ParsedVersion;
}

export function parseAmount(text: string): Amount {
  const trimmed = text.trim();
  const number = parseNumber(trimmed);
  const seconds = parseDuration(trimmed);
  const version = parseVersion(trimmed);
  return {
    text: trimmed,
    ...(number !== undefined && {number}),
    ...(seconds !== undefined && {seconds}),
    ...(version !== undefined && {version}),
  };
}

/** `90s`, `10m`, `1h30m`, `7d`, `2d3h`, `2y40d`, as kubectl writes ages, in seconds. A bare number is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?[smhdy])+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)([smhdy])/g)) {
    seconds += Number(amount) * (secondsPer[unit ?? ''] ?? 0);
  }
  return seconds;
}

const secondsPer: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000};

/** A plain number, a percentage (`71%` is 71) or a Kubernetes quantity (`500m`, `2Gi`). */
export function parseNumber(text: string): number | undefined {
  return parseQuantity(text.endsWith('%') ? text.slice(0, -1) : text);
}
