import {type ClusterRow, minorOf, type WatchState} from '../fleet/index.ts';
import {alwaysWatched} from '../kinds/index.ts';
import {sanitise} from '../text/index.ts';
import type {ContextReport, LoginReport, WatchReport} from '../watch/index.ts';
import {askedKind, type Missing, missingOf} from './missing.ts';

/** What only `main` can know: this program, its process and its files. Bytes, and absolute paths. */
export interface HouseFacts {
  readonly version: string;
  readonly node: string;
  /** Null where the system does not tell. */
  readonly residentBytes: number | null;
  readonly heapBytes: number;
  readonly isReadOnly: boolean;
  readonly kubeconfigFiles: readonly string[];
  readonly kubeconfigProblems: readonly string[];
  /** Settings files that exist and were read. */
  readonly settingsFiles: readonly string[];
}

/** What `flotilla doctor -o json` prints. Times are RFC 3339. Holds no credentials. */
export interface DoctorReport extends HouseFacts {
  readonly contexts: readonly ContextLine[];
  readonly logins: readonly LoginLine[];
  /** Why the answer is not whole; empty when every context is live and read. */
  readonly missing: readonly Missing[];
}

export interface ContextLine extends Omit<ContextReport, 'objects' | 'connection'> {
  readonly cluster: string;
  /** The context that its cluster is watched through, where it is another. */
  readonly via?: string;
  /** As in `ConnectionState`. */
  readonly state: string;
  readonly since: string;
  /** Served API, `1.36`; null while unknown. */
  readonly version: string | null;
  readonly watches: readonly {readonly kind: string; readonly state: string; readonly objects: number}[];
}

export interface LoginLine extends Omit<LoginReport, 'nextProbe' | 'expires'> {
  readonly nextProbe?: string;
  readonly expires?: string;
}

export function reportOf(
  clusters: readonly ClusterRow[],
  report: WatchReport,
  house: HouseFacts,
  waited: number,
): DoctorReport {
  const kinds = alwaysWatched.map(askedKind);
  return {
    ...house,
    contexts: report.contexts.map((one) => contextLine(one, clusters)),
    logins: report.logins.map(loginLine),
    missing: clusters.flatMap((row) => missingOf(row, kinds, waited)),
  };
}

function contextLine(
  {objects, connection: own, ...report}: ContextReport,
  clusters: readonly ClusterRow[],
): ContextLine {
  const row = clusters.find(({contexts}) => contexts.includes(report.context));
  const watches = Object.entries(row?.watches ?? {});
  const via = row?.contexts[0] ?? report.context;
  const connection = own ?? row?.connection;
  return {
    ...report,
    context: sanitise(report.context),
    server: sanitise(report.server),
    cluster: sanitise(row?.name ?? report.context),
    ...(via === report.context ? {} : {via: sanitise(via)}),
    state: connection?.type ?? 'unknown',
    since: new Date(connection?.since ?? 0).toISOString(),
    version: row === undefined ? null : versionOf(row),
    watches: watches.map(([kind, state]: [string, WatchState]) => ({
      kind,
      state: state.type,
      objects: objects[kind] ?? 0,
    })),
  };
}

function versionOf({version}: ClusterRow): string | null {
  return version.type === 'known' || version.type === 'last' ? (minorOf(version.value) ?? null) : null;
}

function loginLine({nextProbe, expires, ...report}: LoginReport): LoginLine {
  return {
    ...report,
    group: sanitise(report.group),
    contexts: report.contexts.map(sanitise),
    ...(report.reason === undefined ? {} : {reason: sanitise(report.reason)}),
    ...(nextProbe === undefined ? {} : {nextProbe: new Date(nextProbe).toISOString()}),
    ...(expires === undefined ? {} : {expires: new Date(expires).toISOString()}),
  };
}
