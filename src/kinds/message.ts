import {sanitise} from '../text/index.ts';

/** A message worth keeping, sanitised and cut: the whole one is fetched when a person opens the object. */
export function shortMessage(text: string | undefined, limit = 200): string {
  if (text === undefined || text === '') return '';
  const clean = sanitise(text).trim();
  if (clean.length <= limit) return clean;
  // A plain slice would keep the whole original alive behind it; through bytes it becomes a string of its own.
  return Buffer.from(`${clean.slice(0, limit - 1)}…`).toString();
}
