import type {Change, ClusterRow, Figure, FoldedWarning, NotOk, SameFault, Unseen} from '../../fleet/index.ts';
import {coarseAge, cutEnd, padEnd, padStart, sanitise} from '../../text/index.ts';
import type {Line} from '../paint/line.ts';
import type {ClusterFacts} from './cluster-facts.ts';
import {moment, timeOfDay} from './cluster-words.ts';

/** A line of a cluster's page. */
export interface PageLine {
  readonly key: string;
  readonly section: 'changed' | 'not ok' | 'warnings';
  /** The cursor stops at it; headings and blanks are passed over. */
  readonly isRow: boolean;
  readonly line: Line;
  /** Said of it above the footer. */
  readonly detail?: string;
  /** `kind` as the API spells it: `Deployment`. */
  readonly object?: {readonly kind: string; readonly namespace: string; readonly name: string};
  /** Several pods in one line: their names begin so. */
  readonly podsLike?: {readonly namespace: string; readonly start: string};
}

/** Of each section so many are shown at most; what is not ok is shown whole. */
const mostChanges = 6;
const mostWarnings = 10;
/** On fewer columns what matters least is left out: who changed it, how long it lasts. */
const narrow = 58;
/** Where figures stand further right than this, the eye loses their line. */
const widest = 118;

/** What changed, what is not ok, what it warns of, in `columns` cells. */
export function pageLines(
  {changes, notOk, warnings, now}: ClusterFacts,
  row: Pick<ClusterRow, 'worst' | 'warnings'>,
  {columns, ellipsis}: {readonly columns: number; readonly ellipsis: string},
): readonly PageLine[] {
  const page = (figure: Figure<unknown>): Page => ({
    columns,
    ellipsis,
    mark: figure.type === 'last' ? '~' : '',
  });
  return [
    ...changed(changes, now, page(row.worst)),
    ...broken(notOk, now, page(row.worst)),
    ...warned(warnings, now, page(row.warnings)),
  ];
}

interface Page {
  readonly columns: number;
  readonly ellipsis: string;
  /** Before a figure that is only last known. */
  readonly mark: '~' | '';
}

/** `SAME FAULT  prod-eu3-shop: stuck checkout 1.42.0`. */
export function sameFaultLine(faults: readonly SameFault[]): Line {
  const words = faults.map(({cluster, fault, name, image, differs}) =>
    [`${cluster.name}:`, fault, name, image, differs.length === 0 ? '' : `(${differs.join(', ')})`]
      .filter((word) => word !== '')
      .join(' '),
  );
  return [
    {text: 'SAME FAULT  ', role: 'heading'},
    {text: sanitise(words.length === 0 ? 'on no other cluster that can be seen' : words.join(', '))},
  ];
}

/** `CANNOT SEE  3 login, 1 tcp`. */
export function unseenLine(unseen: readonly Unseen[]): Line {
  const words = unseen.map(({reason, clusters}) => `${clusters.length} ${reason}`);
  return [
    {text: 'CANNOT SEE  ', role: 'heading'},
    {text: sanitise(words.length === 0 ? 'nothing is hidden' : words.join(', '))},
  ];
}

function changed(changes: readonly Change[], now: number, page: Page): readonly PageLine[] {
  const {ellipsis} = page;
  const columns = Math.min(page.columns, widest);
  const section = 'changed';
  const by = columns < narrow ? 0 : 10;
  const at = by === 0 ? 5 : 8;
  const object = Math.max(12, Math.min(40, Math.floor((columns - at - by) * 0.4)));
  const what = columns - object - at - by - 1;
  return [
    heading(
      section,
      `CHANGED, LAST 60 MIN${' '.repeat(Math.max(1, columns + 2 - 20 - at - by))}${padEnd('AT', at)}${by === 0 ? '' : 'BY'}`,
    ),
    ...orNothing(section, 'nothing that can be told', changes),
    ...changes.slice(0, mostChanges).map((change): PageLine => {
      const [namespace = '', name] = change.object.includes('/')
        ? change.object.split('/')
        : ['', change.object];
      const isObject = !/\s/.test(change.object);
      return {
        key: `${section} ${change.kind} ${change.object} ${change.what}`,
        section,
        isRow: true,
        line: [
          {
            text: `${padEnd(sanitise(change.kind === 'Node' ? `node ${change.object}` : change.object), object, ellipsis)} `,
          },
          {text: padEnd(sanitise(change.what), what, ellipsis)},
          {text: padEnd(timeOfDay(change.at * 1000), at)},
          {text: cutEnd(sanitise(change.by), by, ellipsis)},
        ],
        detail: sanitise(
          `${change.kind} ${change.object}: ${change.what}, ${moment(change.at * 1000, now * 1000)}, by ${change.by}`,
        ),
        ...(isObject && {object: {kind: change.kind, namespace, name: name ?? ''}}),
      };
    }),
    ...more(section, changes.length - mostChanges),
  ];
}

function broken(notOk: readonly NotOk[], now: number, {columns, ellipsis, mark}: Page): readonly PageLine[] {
  const section = 'not ok';
  const isNarrow = columns < narrow;
  const object = Math.max(15, Math.min(44, Math.floor(columns * 0.3)));
  const figures = isNarrow ? 7 : 7 + 7 + 5 + 3;
  const why = columns - object - 1 - figures;
  return [
    heading(
      section,
      padEnd('NOT OK', object + 3) +
        (isNarrow
          ? 'READY  WHY'
          : `${padEnd('READY', 7)}${padStart('UPDATED', 7)}${padStart('FOR', 5)}   WHY`),
    ),
    ...orNothing(section, 'nothing that can be seen', notOk),
    ...notOk.map((one): PageLine => {
      const ready = one.ready === undefined ? '-' : `${mark}${one.ready.ready}/${one.ready.wanted}`;
      const age = one.since === 0 ? '?' : `${mark}${coarseAge((now - one.since) * 1000)}`;
      const name = one.namespace === '' ? one.name : `${one.namespace}/${one.name}`;
      return {
        key: `${section} ${one.kind} ${name}`,
        section,
        isRow: true,
        line: [
          {text: `${padEnd(sanitise(`${kindWord(one.kind)} ${name}`), object, ellipsis)} `},
          ...(isNarrow
            ? [{text: padEnd(ready, 7)}]
            : [
                {text: padEnd(ready, 7)},
                {text: padStart(one.updated === undefined ? '-' : `${mark}${one.updated}`, 7)},
                {text: `${padStart(age, 5)}   `},
              ]),
          {text: `${cutEnd(sanitise(one.why), Math.max(0, why), ellipsis)}`, role: 'bad'},
        ],
        detail: sanitise(`${name}: ${one.detail === '' ? one.why : one.detail}`),
        object: {kind: one.kind, namespace: one.namespace, name: one.name},
      };
    }),
  ];
}

function warned(warnings: readonly FoldedWarning[], now: number, page: Page): readonly PageLine[] {
  const {ellipsis, mark} = page;
  const columns = Math.min(page.columns, widest);
  const section = 'warnings';
  const reason = columns < narrow ? 12 : 18;
  const count = 7;
  const last = columns < narrow ? 0 : 8;
  const room = columns - reason - count - last;
  return [
    heading(
      section,
      `${padEnd('WARNINGS, FOLDED, 60 MIN', columns + 2 - count - last)}${padStart('COUNT', count)}${last === 0 ? '' : padStart('LAST', last)}`,
    ),
    ...orNothing(section, 'none that can be seen', warnings),
    ...warnings.slice(0, mostWarnings).map((one): PageLine => {
      const [namespace = '', name = ''] = one.object.includes('/') ? one.object.split('/') : ['', one.object];
      return {
        key: `${section} ${one.reason} ${one.kind} ${one.object} ${one.message}`,
        section,
        isRow: true,
        line: [
          {text: padEnd(sanitise(one.reason), reason, ellipsis)},
          {
            text: padEnd(
              sanitise(
                [`${kindWord(one.kind)} ${one.object}`, one.message].filter((text) => text !== '').join('  '),
              ),
              room,
              ellipsis,
            ),
          },
          {text: padStart(`${mark}${one.count}`, count)},
          {text: last === 0 ? '' : padStart(timeOfDay(one.last * 1000), last)},
        ],
        detail: sanitise(
          `${one.reason} ${one.kind} ${one.object}: ${one.message || one.reason}, ${one.count} times, last ${moment(one.last * 1000, now * 1000)}`,
        ),
        ...(name.endsWith('*')
          ? {podsLike: {namespace, start: name.slice(0, -1)}}
          : {object: {kind: one.kind, namespace, name}}),
      };
    }),
    ...more(section, warnings.length - mostWarnings),
  ];
}

function heading(section: PageLine['section'], text: string): PageLine {
  return {key: `${section} heading`, section, isRow: false, line: [{text, role: 'heading'}]};
}

function orNothing(
  section: PageLine['section'],
  text: string,
  items: readonly unknown[],
): readonly PageLine[] {
  return items.length > 0
    ? []
    : [{key: `${section} nothing`, section, isRow: false, line: [{text: `  ${text}`, role: 'dim'}]}];
}

function more(section: PageLine['section'], count: number): readonly PageLine[] {
  return count <= 0
    ? []
    : [{key: `${section} more`, section, isRow: false, line: [{text: `  and ${count} more`, role: 'dim'}]}];
}

/** As the palette calls it, where it is short. */
function kindWord(kind: string): string {
  return words[kind] ?? kind.toLowerCase();
}

const words: Readonly<Record<string, string>> = {
  Deployment: 'deploy',
  StatefulSet: 'sts',
  DaemonSet: 'ds',
  ReplicaSet: 'rs',
  PersistentVolumeClaim: 'pvc',
  HorizontalPodAutoscaler: 'hpa',
};
