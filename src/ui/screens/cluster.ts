import type {CursorFacet, ObjectSubject, Stage, Subject} from '../../commands/index.ts';
import {type ClusterRow, cannotSee, clusterKey, type SameFault} from '../../fleet/index.ts';
import {allEvents, allKinds, jobs, replicasets} from '../../kinds/index.ts';
import {sanitise} from '../../text/index.ts';
import type {AppOptions} from '../app.ts';
import type {Line} from '../paint/line.ts';
import {onRow} from '../paint/line.ts';
import {TableState} from '../widgets/table.ts';
import {FactsOfCluster} from './cluster-facts.ts';
import {clusterHead, clusterHeader} from './cluster-head.ts';
import {type PageLine, pageLines, sameFaultLine, unseenLine} from './cluster-lines.ts';
import {explain} from './cluster-words.ts';
import type {Screen, Size} from './screen.ts';

/** Everything about one cluster on a page: how it is reached, what changed, what is not ok, what it warns of. */
export class ClusterScreen implements Screen, CursorFacet {
  readonly scopes = ['cluster', 'table'] as const;
  readonly #stage: Stage;
  readonly #key: string;
  readonly #title: string;
  readonly #isReadOnly: boolean;
  readonly #ellipsis: string;
  readonly #at = new TableState();
  #facts: FactsOfCluster | undefined;
  #wants: Disposable | undefined;
  #lines: readonly PageLine[] = [];
  #elsewhere: readonly SameFault[] = [];
  /** Until a person moves it, the cursor waits on the first thing that is not ok. */
  #hasMoved = false;

  constructor(stage: Stage, key: string, {isReadOnly, look}: Pick<AppOptions, 'isReadOnly' | 'look'>) {
    this.#stage = stage;
    this.#key = key;
    this.#isReadOnly = isReadOnly;
    this.#ellipsis = look.ellipsis;
    this.#title = this.#row()?.name ?? key;
  }

  get place() {
    return {type: 'cluster', cluster: this.#key} as const;
  }

  get cursor(): CursorFacet {
    return this;
  }

  get subject(): Subject {
    const row = this.#row();
    if (row === undefined) return {clusters: []};
    const object = this.#object(row);
    const podsLike = this.#lines[this.#at.index]?.podsLike;
    return {clusters: [row], here: row, ...(object && {object}), ...(podsLike && {podsLike})};
  }

  show(): void {
    const context = this.#row()?.contexts[0];
    if (context === undefined) return;
    // They tell of changes; all else is watched always.
    this.#wants = this.#stage.watch.want([replicasets, jobs, allEvents], [context]);
    this.#facts = new FactsOfCluster(this.#stage, context);
  }

  hide(): void {
    this.#wants?.[Symbol.dispose]();
    this.#wants = undefined;
    this.#facts?.close();
    this.#facts = undefined;
  }

  close(): void {
    this.hide();
  }

  update(size: Size): void {
    const row = this.#row();
    const facts = row && this.#facts?.of(row);
    this.#elsewhere = facts?.elsewhere ?? [];
    this.#lines =
      row && facts ? pageLines(facts, row, {columns: size.columns - 2, ellipsis: this.#ellipsis}) : [];
    if (!this.#hasMoved) this.#at.moveTo(firstOf(this.#lines));
    const lines = this.#lines;
    this.#at.follow({length: lines.length, keyAt: (index) => lines[index]?.key ?? ''}, this.#room(size));
    if (!this.#hasMoved) this.#at.moveTo(firstOf(lines));
  }

  header(size: Size): Line {
    const row = this.#row();
    if (row === undefined) return [{text: sanitise(this.#title), role: 'title'}];
    return clusterHeader(row, this.#stage.clock.now(), this.#isReadOnly, size.columns);
  }

  body(size: Size): readonly Line[] {
    const row = this.#row();
    if (row === undefined) {
      return [
        [],
        [
          {
            text: `  The kubeconfig no longer names this cluster; ${this.#stage.keyFor('app.back')} goes back.`,
            role: 'warn',
          },
        ],
      ];
    }
    const {top, index} = this.#at;
    const room = this.#room(size);
    const shown = this.#lines.slice(top, top + room).map(({line, isRow}, offset): Line => {
      const isHere = isRow && top + offset === index;
      const marked: Line = isRow ? [{text: isHere ? '> ' : '  '}, ...line] : line;
      return isHere ? onRow(marked, 'cursor') : marked;
    });
    const {clusters} = this.#stage.feed.store.getState();
    const rest: Line[] = Array.from({length: Math.max(0, room - shown.length)}, () => []);
    return [
      ...clusterHead(this.#stage, row, size.columns),
      [],
      ...shown,
      ...rest,
      sameFaultLine(this.#elsewhere),
      unseenLine(cannotSee(clusters)),
    ];
  }

  explanation(): string {
    const row = this.#row();
    if (row === undefined) return '';
    return this.#lines[this.#at.index]?.detail ?? explain(this.#stage, row);
  }

  leave(): boolean {
    return false;
  }

  /** Over headings and blanks, with which nothing can be done. */
  move(by: number): void {
    this.#hasMoved = true;
    const rows = this.#lines.flatMap(({isRow}, at) => (isRow ? [at] : []));
    const here = rows.findIndex((at) => at >= this.#at.index);
    const next = rows[Math.max(0, Math.min(rows.length - 1, (here < 0 ? rows.length : here) + by))];
    if (next !== undefined) this.#at.moveTo(next);
  }

  page(by: -1 | 1): void {
    this.move(by * 8);
  }

  moveTo(index: number): void {
    this.#hasMoved = true;
    const rows = this.#lines.flatMap(({isRow}, at) => (isRow ? [at] : []));
    this.#at.moveTo(rows.at(index) ?? 0);
  }

  get name(): string | undefined {
    return this.#lines[this.#at.index]?.object?.name ?? this.#row()?.name;
  }

  get namespace(): string | undefined {
    return this.#lines[this.#at.index]?.object?.namespace;
  }

  #row(): ClusterRow | undefined {
    return this.#stage.feed.store.getState().clusters.find((row) => clusterKey(row) === this.#key);
  }

  /** Four lines of head, the blank after them, and two lines below. */
  #room({rows}: Size): number {
    return Math.max(1, rows - 7);
  }

  #object(cluster: ClusterRow): ObjectSubject | undefined {
    const object = this.#lines[this.#at.index]?.object;
    const kind = allKinds.find(({resource}) => resource.kind === object?.kind);
    const [context = ''] = cluster.contexts;
    if (object === undefined || kind === undefined) return undefined;
    const key = object.namespace === '' ? object.name : `${object.namespace}/${object.name}`;
    const record = this.#stage.feed.records(context, kind).get(key) ?? {
      namespace: object.namespace,
      name: object.name,
      created: 0,
      labels: {},
    };
    return {cluster, context, kind, record};
  }
}

function firstOf(lines: readonly PageLine[]): number {
  const first = lines.findIndex(({section, isRow}) => isRow && section === 'not ok');
  return Math.max(0, first >= 0 ? first : lines.findIndex(({isRow}) => isRow));
}
