import type {Place, Subject, TextFacet} from '../../commands/index.ts';
import type {Scope} from '../../config/index.ts';
import {sanitise} from '../../text/index.ts';
import {type Line, lineText, type Span} from '../paint/line.ts';
import type {Screen, Size} from './screen.ts';
import {rememberingWrap} from './text-wrap.ts';

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
  /** Its end is shown until a person scrolls. */
  readonly isNewestLast?: true;
  readonly toggleManagedFields?: () => void;
  readonly refresh?: () => void;
  close?(): void;
}

/** Lines to read, search and take along: YAML, help, reasons. */
export class TextScreen implements Screen, TextFacet {
  readonly #source: TextSource;
  readonly #wrap = rememberingWrap();
  #top = 0;
  #isAtEnd: boolean;
  #size: Size = {columns: 80, rows: 20};
  #isWrapped = false;
  #search = '';
  #all: readonly Line[] = [];
  #shown: readonly Line[] = [];

  constructor(source: TextSource) {
    this.#source = source;
    this.#isWrapped = source.isWrapped === true;
    this.#isAtEnd = source.isNewestLast === true;
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
    this.#shown = this.#isWrapped ? this.#wrap(this.#all, size.columns) : this.#all;
    this.#scrollTo(this.#isAtEnd ? Infinity : this.#top);
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
    return `${this.#all.map(lineText).join('\n')}\n`;
  }

  get fileName(): string {
    return this.#source.fileName;
  }

  scroll(by: number | 'page-up' | 'page-down' | 'top' | 'bottom'): void {
    const {rows} = this.#size;
    const steps = {top: -Infinity, bottom: Infinity, 'page-up': -rows, 'page-down': rows};
    this.#isAtEnd = by === 'bottom' && this.#source.isNewestLast === true;
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
      lineText(line).toLowerCase().includes(this.#search) ? index : [],
    );
  }

  #jump(index: number | undefined): boolean {
    if (index === undefined) return false;
    this.#isAtEnd = false;
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
