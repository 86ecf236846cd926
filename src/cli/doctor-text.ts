import {kindById} from '../kinds/index.ts';
import {age, fill, fit, formatBytes, width, wrapWords} from '../text/index.ts';
import {folded, type Missing, missingText} from './missing.ts';
import type {ContextLine, DoctorReport, LoginLine} from './report.ts';

export interface DoctorLook {
  /** Of the terminal; in a pipe there is none, and nothing is cut, wrapped or left out. */
  readonly screen?: {readonly columns: number; readonly rows: number};
  /** Every context with all there is to say of it. */
  readonly isWide: boolean;
}

/** The report for a person, what is wrong first. `now` in ms since the epoch. */
export function doctorText(report: DoctorReport, now: number, look: DoctorLook): string {
  const {isWide, screen} = look;
  const above = [
    lines([...summary(report)], '', screen?.columns),
    section('WHAT IS WRONG', lines(troubles(report), indent, screen?.columns)),
    section('LOGIN GROUPS', table(loginColumns(now), report.logins, look)),
  ].filter((part) => part !== '');
  const contexts = report.contexts.filter(({state}) => isWide || state === 'live');
  const used = above.join('\n').split('\n').length;
  return [...above, section('CONTEXTS', contextTable(contexts, look, used))]
    .filter((part) => part !== '')
    .join('\n');
}

function summary(report: DoctorReport): readonly string[] {
  const {contexts, missing, residentBytes, heapBytes} = report;
  const ill = new Set(missing.map(({context}) => context));
  const well = contexts.filter(({context, via}) => !ill.has(via ?? context)).length;
  const sum = (of: (line: ContextLine) => number) => contexts.reduce((total, line) => total + of(line), 0);
  return [
    `flotilla ${report.version} on Node.js ${report.node}${report.isReadOnly ? ', read-only' : ''}: ` +
      `${residentBytes === null ? 'unknown' : formatBytes(residentBytes)} resident, ${formatBytes(heapBytes)} heap`,
    `${well} of ${contexts.length} contexts live and read; sockets ${sum((line) => line.socketsOpen)}, ` +
      `received ${formatBytes(sum((line) => line.bytesReceived))}, objects ${sum(objectsOf)}, ` +
      `retries ${sum((line) => line.retries)}`,
    `kubeconfig ${list(report.kubeconfigFiles)}; settings ${list(report.settingsFiles)}`,
  ];
}

/** What is said of several clusters in the same words is said once. */
function troubles({missing, kubeconfigProblems}: DoctorReport): readonly string[] {
  const said = Map.groupBy(folded(missing), (one) => missingText({...one, cluster: ''}));
  return [
    ...kubeconfigProblems,
    ...[...said.values()].map((alike) => {
      const cluster = alike.map((one) => one.cluster).join(', ');
      return missingText({...(alike[0] as Missing), cluster});
    }),
  ];
}

interface DoctorColumn<T> {
  readonly name: string;
  readonly isRight?: true;
  readonly isWide?: true;
  readonly cut?: {readonly at: 'middle' | 'end'; readonly narrowest: number};
  text(line: T): string;
}

/** A socket made anew, or a retry, is what a broken network looks like from here. */
const contextColumns: readonly DoctorColumn<ContextLine>[] = [
  {name: 'CONTEXT', cut: {at: 'middle', narrowest: 14}, text: ({context}) => context},
  {name: 'STATE', isWide: true, text: ({state}) => state},
  {name: 'VERSION', text: ({version}) => version ?? '?'},
  {
    name: 'RTT',
    isRight: true,
    text: ({roundTrip}) => (roundTrip === undefined ? '' : `${Math.round(roundTrip)}ms`),
  },
  {name: 'WATCHES', isRight: true, cut: {at: 'middle', narrowest: 7}, text: watchesText},
  {name: 'OBJECTS', isRight: true, text: (line) => String(objectsOf(line))},
  {name: 'RECEIVED', isRight: true, text: ({bytesReceived}) => formatBytes(bytesReceived)},
  {name: 'SOCKETS', isRight: true, text: ({socketsOpen, socketsMade}) => `${socketsOpen}/${socketsMade}`},
  {name: 'RETRIES', isRight: true, text: ({retries}) => String(retries)},
  {name: 'DECODED', isRight: true, isWide: true, text: ({bytesDecoded}) => formatBytes(bytesDecoded)},
  {name: 'REQUESTS', isRight: true, isWide: true, text: ({requests}) => String(requests)},
  {name: 'SERVER', isWide: true, text: ({server}) => server},
];

/** Those that fit below what was said before; the others are left out, for all of them are well. */
function contextTable(contexts: readonly ContextLine[], look: DoctorLook, used: number): string {
  const columns = [...contextColumns, ...kindColumns(contexts)];
  const {screen} = look;
  // Title, header, a blank line, the line that counts the others, and the prompt.
  const most = screen === undefined ? contexts.length : Math.max(3, screen.rows - used - 5);
  if (contexts.length <= most + 1) return table(columns, contexts, look);
  const rest = `${indent}and ${contexts.length - most} more that are live; -o wide lists them\n`;
  return table(columns, contexts.slice(0, most), look) + rest;
}

/** How many objects are held, and of what is not read, why. */
function kindColumns(contexts: readonly ContextLine[]): readonly DoctorColumn<ContextLine>[] {
  const kinds = [...new Set(contexts.flatMap(({watches}) => watches.map(({kind}) => kind)))];
  return kinds.map((kind) => ({
    name: (kindById(kind)?.resource.shortNames[0] ?? kind).toUpperCase(),
    isRight: true,
    isWide: true,
    text: ({watches}) => {
      const watch = watches.find((one) => one.kind === kind);
      if (watch === undefined) return '';
      if (isRead(watch)) return String(watch.objects);
      return watch.objects > 0 ? `${watch.state} ${watch.objects}` : watch.state;
    },
  }));
}

function watchesText({watches, via}: ContextLine): string {
  return via === undefined ? `${watches.filter(isRead).length}/${watches.length}` : `by ${via}`;
}

function isRead({state}: {readonly state: string}): boolean {
  return state === 'synced';
}

function objectsOf({watches}: ContextLine): number {
  return watches.reduce((total, {objects}) => total + objects, 0);
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

function section(title: string, body: string): string {
  return body === '' ? '' : `${title}\n${body}`;
}

/** Columns that say nothing of any line are left out. */
function table<T>(
  columns: readonly DoctorColumn<T>[],
  rows: readonly T[],
  {screen, isWide}: DoctorLook,
): string {
  const measured = columns
    .filter((column) => isWide || !column.isWide)
    .map((column) => ({...column, texts: rows.map((row) => column.text(row))}))
    .filter(({texts}) => texts.some((text) => text !== ''))
    .map((column) => ({...column, width: Math.max(...[column.name, ...column.texts].map(width))}));
  if (measured.length === 0) return '';
  const fitted = fit(measured, screen === undefined ? undefined : screen.columns - indent.length);
  return [undefined, ...rows.keys()]
    .map((row) =>
      fitted.columns.map(({texts, ...column}) =>
        fill(row === undefined ? column.name : (texts[row] ?? ''), column),
      ),
    )
    .map((cells) => `${indent}${cells.join(' '.repeat(fitted.gap)).trimEnd()}\n`)
    .join('');
}

/** A reason may be long, and is all of it worth reading. */
const mostLines = 6;

function lines(texts: readonly string[], indentation: string, columns: number | undefined): string {
  return texts
    .flatMap((text) =>
      columns === undefined ? [text] : wrapWords(text, columns - indentation.length, mostLines),
    )
    .map((line) => `${indentation}${line}\n`)
    .join('');
}
