import {age, formatBytes, padEnd, width} from '../text/index.ts';
import {missingText} from './missing.ts';
import type {ContextLine, DoctorReport, LoginLine} from './report.ts';

/** The report for a person. `now` in ms since the epoch. */
export function doctorText(report: DoctorReport, now: number): string {
  return [
    houseText(report),
    section('CONTEXTS', contextRows(report.contexts)),
    section('WATCHES', watchRows(report.contexts)),
    section('LOGIN GROUPS', loginRows(report.logins, now)),
    ...(report.missing.length === 0
      ? ['Every context is live and read.\n']
      : [`NOT LIVE OR NOT WHOLE\n${report.missing.map((one) => `  ${missingText(one)}\n`).join('')}`]),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function houseText(report: DoctorReport): string {
  const memory = `${formatBytes(report.residentBytes)} resident, ${formatBytes(report.heapBytes)} heap`;
  const lines = [
    ['flotilla', `${report.version} on Node.js ${report.node}; ${memory}`],
    ['mode', report.isReadOnly ? 'read-only' : 'may write where the settings allow it'],
    ['kubeconfig', list(report.kubeconfigFiles)],
    ...report.kubeconfigProblems.map((problem) => ['  problem', problem]),
    ['settings', list(report.settingsFiles)],
  ];
  return lines.map(([name = '', text = '']) => `${padEnd(name, 12)}${text}\n`).join('');
}

function contextRows(contexts: readonly ContextLine[]): readonly (readonly string[])[] {
  if (contexts.length === 0) return [];
  return [
    [
      'CONTEXT',
      'STATE',
      'VERSION',
      'SOCKETS',
      'MADE',
      'REQUESTS',
      'RETRIES',
      'RECEIVED',
      'DECODED',
      'SERVER',
    ],
    ...contexts.map((one) => [
      one.context,
      one.state,
      one.version ?? '?',
      String(one.socketsOpen),
      String(one.socketsMade),
      String(one.requests),
      String(one.retries),
      formatBytes(one.bytesReceived),
      formatBytes(one.bytesDecoded),
      one.server,
    ]),
  ];
}

/** One row per context: each kind with its objects, or with its state where it is not synced. */
function watchRows(contexts: readonly ContextLine[]): readonly (readonly string[])[] {
  const watched = contexts.filter(({watches}) => watches.length > 0);
  if (watched.length === 0) return [];
  const kinds = [...new Set(watched.flatMap(({watches}) => watches.map(({kind}) => kind)))];
  return [
    ['CONTEXT', ...kinds.map((kind) => kind.toUpperCase())],
    ...watched.map(({context, watches}) => [
      context,
      ...kinds.map((kind) => {
        const watch = watches.find((one) => one.kind === kind);
        if (watch === undefined) return '';
        return watch.state === 'synced' ? String(watch.objects) : `${watch.state} ${watch.objects}`;
      }),
    ]),
  ];
}

function loginRows(logins: readonly LoginLine[], now: number): readonly (readonly string[])[] {
  if (logins.length === 0) return [];
  return [
    ['GROUP', 'BREAKER', 'RUNS', 'EXPIRES', 'CONTEXTS', 'REASON'],
    ...logins.map(({group, breaker, runs, expires, contexts, reason}) => [
      group,
      breaker,
      String(runs),
      expires === undefined ? '-' : expiry(Date.parse(expires), now),
      String(contexts.length),
      reason ?? '',
    ]),
  ];
}

function expiry(at: number, now: number): string {
  return at > now ? `in ${age((at - now) / 1000)}` : `${age((now - at) / 1000)} ago`;
}

function list(paths: readonly string[]): string {
  return paths.length === 0 ? 'none' : paths.join(', ');
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((most, row) => Math.max(most, width(row[column] ?? '')), 0),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => padEnd(cell, widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
  return `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
