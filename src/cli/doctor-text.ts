import {findKind} from '../kinds/index.ts';
import {age, formatBytes, padEnd, width} from '../text/index.ts';
import {fill} from './fill.ts';
import {fit} from './fit.ts';
import {folded, type Missing, missingText as troubleText} from './missing.ts';
import type {ContextLine, DoctorReport, LoginLine} from './report.ts';
import {wrapWords} from './wrap.ts';

export interface DoctorLook {
  /** Columns of the terminal; in a pipe there is none, and nothing is cut or wrapped. */
  readonly room?: number;
  /** Servers as well. */
  readonly isWide: boolean;
}

/** The report for a person. `now` in ms since the epoch. */
export function doctorText(report: DoctorReport, now: number, look: DoctorLook): string {
  const {contexts} = report;
  return [
    houseText(report),
    section('CONTEXTS', contextColumns, contexts, look),
    section('TRAFFIC', trafficColumns, contexts, look),
    section(
      'OBJECTS HELD',
      watchColumns(contexts),
      contexts.filter(({watches}) => watches.length > 0),
      look,
    ),
    section('LOGIN GROUPS', loginColumns(now), report.logins, look),
    missingText(report.missing, look),
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

interface DoctorColumn<T> {
  readonly name: string;
  readonly isRight?: true;
  readonly isWide?: true;
  readonly cut?: {readonly at: 'middle' | 'end'; readonly narrowest: number};
  text(line: T): string;
}

const contextColumn: DoctorColumn<ContextLine> = {
  name: 'CONTEXT',
  cut: {at: 'middle', narrowest: 16},
  text: ({context}) => context,
};

const contextColumns: readonly DoctorColumn<ContextLine>[] = [
  contextColumn,
  {name: 'STATE', text: ({state}) => state},
  {name: 'VERSION', text: ({version}) => version ?? '?'},
  {name: 'SOCKETS', isRight: true, text: ({socketsOpen}) => String(socketsOpen)},
  {name: 'WATCHES', isRight: true, text: ({watches}) => `${watches.filter(isRead).length}/${watches.length}`},
  {name: 'RETRIES', isRight: true, text: ({retries}) => String(retries)},
  {name: 'SERVER', isWide: true, text: ({server}) => server},
];

/** Of the process so far: a socket made anew, or a retry, is what a broken network looks like from here. */
const trafficColumns: readonly DoctorColumn<ContextLine>[] = [
  contextColumn,
  {name: 'REQUESTS', isRight: true, text: ({requests}) => String(requests)},
  {name: 'RECEIVED', isRight: true, text: ({bytesReceived}) => formatBytes(bytesReceived)},
  {name: 'DECODED', isRight: true, text: ({bytesDecoded}) => formatBytes(bytesDecoded)},
  {name: 'SOCKETS MADE', isRight: true, text: ({socketsMade}) => String(socketsMade)},
];

/** One column per kind: how many objects are held, and where it is not read, why. */
function watchColumns(contexts: readonly ContextLine[]): readonly DoctorColumn<ContextLine>[] {
  const kinds = [...new Set(contexts.flatMap(({watches}) => watches.map(({kind}) => kind)))];
  return [
    contextColumn,
    ...kinds.map(
      (kind): DoctorColumn<ContextLine> => ({
        name: shortName(kind).toUpperCase(),
        isRight: true,
        text: ({watches}) => {
          const watch = watches.find((one) => one.kind === kind);
          if (watch === undefined) return '';
          if (isRead(watch)) return String(watch.objects);
          return watch.objects > 0 ? `${watch.state} ${watch.objects}` : watch.state;
        },
      }),
    ),
  ];
}

function isRead({state}: {readonly state: string}): boolean {
  return state === 'synced';
}

/** kubectl's own where it has one that reads as a word: seven kinds must stand side by side in 80 columns. */
function shortName(kind: string): string {
  const shortest = findKind(kind)?.resource.shortNames[0];
  return kind.length > 8 && shortest !== undefined ? shortest : kind;
}

function loginColumns(now: number): readonly DoctorColumn<LoginLine>[] {
  return [
    {name: 'GROUP', text: ({group}) => group, cut: {at: 'middle', narrowest: 20}},
    {name: 'BREAKER', text: ({breaker}) => breaker},
    {name: 'RUNS', isRight: true, text: ({runs}) => String(runs)},
    {
      name: 'EXPIRES',
      text: ({expires}) => (expires === undefined ? '-' : expiry(Date.parse(expires), now)),
    },
    {name: 'CONTEXTS', isRight: true, text: ({contexts}) => String(contexts.length)},
    {name: 'REASON', text: ({reason}) => reason ?? '', cut: {at: 'end', narrowest: 20}},
  ];
}

function expiry(at: number, now: number): string {
  return at > now ? `in ${age((at - now) / 1000)}` : `${age((now - at) / 1000)} ago`;
}

function list(paths: readonly string[]): string {
  return paths.length === 0 ? 'none' : paths.join(', ');
}

const indent = '  ';

function section<T>(
  title: string,
  columns: readonly DoctorColumn<T>[],
  lines: readonly T[],
  {room, isWide}: DoctorLook,
): string {
  if (lines.length === 0) return '';
  const measured = columns
    .filter((column) => isWide || !column.isWide)
    .map((column) => {
      const texts = [column.name, ...lines.map((line) => column.text(line))];
      return {...column, texts, width: Math.max(...texts.map(width))};
    });
  const fitted = fit(measured, room === undefined || isWide ? undefined : room - indent.length);
  const rows = [undefined, ...lines].map((_, row) =>
    fitted.columns
      .map(({texts, ...column}) => fill(texts[row] ?? '', column))
      .join(' '.repeat(fitted.gap))
      .trimEnd(),
  );
  return `${title}\n${rows.map((row) => `${indent}${row}\n`).join('')}`;
}

/** A reason may be long, and is all of it worth reading. */
const mostLines = 6;

function missingText(missing: readonly Missing[], {room}: DoctorLook): string {
  if (missing.length === 0) return 'Every context is live and read.\n';
  const lines = folded(missing).flatMap((one) =>
    room === undefined ? [troubleText(one)] : wrapWords(troubleText(one), room - indent.length, mostLines),
  );
  return `NOT LIVE OR NOT WHOLE\n${lines.map((line) => `${indent}${line}\n`).join('')}`;
}
