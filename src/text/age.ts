/**
 * A duration in seconds as kubectl prints ages (apimachinery's `duration.HumanDuration`): two or three significant
 * figures, `45s`, `2m30s`, `7h5m`, `3d2h`, `2y40d`. What lies ahead has only just been, by a clock that is a little fast:
 * `0s`; where it is ahead by more than clocks in a cluster may be, nobody knows, and it is `?` (kubectl: `<invalid>`).
 */
export function age(duration: number): string {
  const seconds = Math.trunc(duration);
  if (seconds < -mostAhead) return '?';
  if (seconds < 0) return '0s';
  if (seconds < 2 * minute) return `${seconds}s`;
  if (seconds < 10 * minute) return two(seconds, minute, 'm', 1, 's');
  if (seconds < 3 * hour) return `${Math.floor(seconds / minute)}m`;
  if (seconds < 8 * hour) return two(seconds, hour, 'h', minute, 'm');
  if (seconds < 48 * hour) return `${Math.floor(seconds / hour)}h`;
  if (seconds < 8 * day) return two(seconds, day, 'd', hour, 'h');
  if (seconds < 2 * year) return `${Math.floor(seconds / day)}d`;
  if (seconds < 8 * year) return two(seconds, year, 'y', day, 'd');
  return `${Math.floor(seconds / year)}y`;
}

/**
 * A duration in milliseconds in steps of 10 s, 1 m, 1 h and 1 d: `40s`, `4m`, `3d`. For state texts, which would
 * otherwise repaint a quiet screen every second.
 */
export function coarseAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < minute) return `${Math.floor(seconds / 10) * 10}s`;
  if (seconds < hour) return `${Math.floor(seconds / minute)}m`;
  if (seconds < day) return `${Math.floor(seconds / hour)}h`;
  return `${Math.floor(seconds / day)}d`;
}

function two(seconds: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((seconds % large) / small);
  const first = `${Math.floor(seconds / large)}${largeUnit}`;
  return rest === 0 ? first : `${first}${rest}${smallUnit}`;
}

/** s; what Kerberos and signed requests to clouds allow. A node that is further off has other troubles. */
const mostAhead = 300;

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;
