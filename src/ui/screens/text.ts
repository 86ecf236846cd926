import type {Place, Subject, TextFacet} from '../../commands/index.ts';
import type {Scope} from '../../config/index.ts';
import {sanitise, width} from '../../text/index.ts';
import type {Line, Span} from '../paint/line.ts';
import type {Screen, Size} from './screen.ts';

/** What a text screen shows; asked for every frame, so it may change by itself. */
export interface TextSource {
  readonly place: Place;
  /** In the header. */
  readonly title: string;
  readonly fileName: string;
  /** The text as it stands, one entry per line. */
  lines(): readonly Line[];
  /** In the line above the footer. */
  explanation(): string;
  /** What else can be done here, besides reading. */
  readonly scopes?: readonly Scope[];
  readonly subject?: Subject;
  /** Long lines are wrapped until a person has them cut: it is prose. */
  readonly isWrapped?: true;
  readonly toggleManagedFields?: () => void;
  readonly refresh?: () => void;
  close?(): void;
}

/** Lines to read, search and take along: YAML, help, reasons. */
export class TextScreen implements Screen, TextFacet {
  readonly #source: TextSource;
  #top = 0;
  #size: Size = {columns: 80, rows: 20};
  #isWrapped = false;
  #search = '';
  #all: readonly Line[] = [];
  #shown: readonly Line[] = [];

  constructor(source: TextSource) {
    this.#source = source;
    this.#isWrapped = source.isWrapped === true;
  }

  get place(): Place {
    return this.#source.place;
  }

  get scopes(): readonly Scope[] {
    return ['text', ...(this.#source.scopes ?? [])];
  }

  get subject(): Subject {
    return this.#source.subject ?? {clusters: []};
  }

  get text(): TextFacet {
    return this;
  }

  update(size: Size): void {
    this.#size = size;
    this.#all = this.#source.lines();
    this.#shown = this.#isWrapped ? this.#all.flatMap((line) => wrapped(line, size.columns)) : this.#all;
    this.#scrollTo(this.#top);
  }

  header(): Line {
    const from = Math.min(this.#shown.length, this.#top + 1);
    const to = Math.min(this.#shown.length, this.#top + this.#size.rows);
    const matches = this.#search === '' ? '' : `  /${this.#search} ${this.#matches().length}`;
    return [
      {text: sanitise(this.#source.title), role: 'title'},
      {text: `  ${from}-${to} of ${this.#shown.length}${matches}`, role: 'dim'},
    ];
  }

  body({rows}: Size): readonly Line[] {
    const lines = this.#shown.slice(this.#top, this.#top + rows);
    return lines.map((line) => lit(line, this.#search));
  }

  explanation(): string {
    return this.#source.explanation();
  }

  leave(): boolean {
    if (this.#search === '') return false;
    this.#search = '';
    return true;
  }

  show(): void {}

  hide(): void {}

  close(): void {
    this.#source.close?.();
  }

  get title(): string {
    return this.#source.title;
  }

  get content(): string {
    return `${this.#all.map(plain).join('\n')}\n`;
  }

  get fileName(): string {
    return this.#source.fileName;
  }

  scroll(by: number | 'page-up' | 'page-down' | 'top' | 'bottom'): void {
    const {rows} = this.#size;
    const steps = {top: -Infinity, bottom: Infinity, 'page-up': -rows, 'page-down': rows};
    this.#scrollTo(this.#top + (typeof by === 'number' ? by : steps[by]));
  }

  setSearch(text: string): void {
    this.#search = text.toLowerCase();
    if (text !== '') this.#jump(this.#matches().find((index) => index >= this.#top) ?? this.#matches()[0]);
  }

  nextMatch(by: -1 | 1): boolean {
    const matches = this.#matches();
    const next =
      by > 0
        ? (matches.find((index) => index > this.#top) ?? matches[0])
        : (matches.findLast((index) => index < this.#top) ?? matches.at(-1));
    return this.#jump(next);
  }

  toggleWrap(): boolean {
    this.#isWrapped = !this.#isWrapped;
    return this.#isWrapped;
  }

  get toggleManagedFields(): (() => void) | undefined {
    return this.#source.toggleManagedFields;
  }

  get refresh(): (() => void) | undefined {
    return this.#source.refresh;
  }

  #matches(): readonly number[] {
    if (this.#search === '') return [];
    return this.#shown.flatMap((line, index) =>
      plain(line).toLowerCase().includes(this.#search) ? index : [],
    );
  }

  #jump(index: number | undefined): boolean {
    if (index === undefined) return false;
    this.#scrollTo(index);
    return true;
  }

  #scrollTo(top: number): void {
    this.#top = Math.max(0, Math.min(top, this.#shown.length - this.#size.rows));
  }
}

/** The lines of a text from outside, safe to show. */
export function linesOf(text: string): readonly Line[] {
  return text.split('\n').map((line): Line => [{text: sanitise(line)}]);
}

function plain(line: Line): string {
  return line.map(({text}) => text).join('');
}

/** Matches lit up. */
function lit(line: Line, search: string): Line {
  if (search === '') return line;
  return line.flatMap((span) => {
    const pieces: Span[] = [];
    let rest = span.text;
    for (let at = rest.toLowerCase().indexOf(search); at >= 0; at = rest.toLowerCase().indexOf(search)) {
      pieces.push(
        {...span, text: rest.slice(0, at)},
        {text: rest.slice(at, at + search.length), role: 'match'},
      );
      rest = rest.slice(at + search.length);
    }
    return [...pieces, {...span, text: rest}];
  });
}

/** A line in as many as it takes; only of one look, which long ones are. */
function wrapped(line: Line, columns: number): readonly Line[] {
  const text = plain(line);
  if (width(text) <= columns) return [line];
  const role = line.find((span) => span.role)?.role;
  const pieces: Line[] = [];
  let piece = '';
  let used = 0;
  for (const {segment} of graphemes.segment(text)) {
    const size = width(segment);
    if (used + size > columns) {
      pieces.push([role === undefined ? {text: piece} : {text: piece, role}]);
      piece = '';
      used = 0;
    }
    piece += segment;
    used += size;
  }
  pieces.push([role === undefined ? {text: piece} : {text: piece, role}]);
  return pieces;
}

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
