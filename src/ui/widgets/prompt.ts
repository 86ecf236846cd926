import type {Completion, PromptFacet} from '../../commands/index.ts';
import {sanitise, width} from '../../text/index.ts';
import type {Line, Span} from '../paint/line.ts';

export interface PromptOptions {
  /** What stands before it: `:` or `/`. */
  readonly sign: string;
  readonly text: string;
  /** What was typed before, the latest last. */
  readonly history: readonly string[];
  complete(text: string): readonly Completion[];
  /** Every change, for what follows as it is typed. */
  onChange(text: string): void;
  onAccept(text: string): void;
  onLeave(): void;
}

/** The bottom line while something is typed in it. */
export class Prompt implements PromptFacet {
  readonly #options: PromptOptions;
  #letters: readonly string[];
  #value: string;
  #at: number;
  /** Of the history; its length is the line being typed. */
  #recalled: number;
  #draft = '';
  /** There was no room for all of what was typed last. */
  #isFull = false;
  /** Asked once for each frame that shows them, however often they are needed for it. */
  #offered: {readonly text: string; readonly completions: readonly Completion[]} | undefined;

  constructor(options: PromptOptions) {
    this.#options = options;
    this.#letters = lettersOf(options.text);
    this.#value = options.text;
    this.#at = this.#letters.length;
    this.#recalled = options.history.length;
  }

  get value(): string {
    return this.#value;
  }

  type(text: string): void {
    // A pasted line break would be typed as an enter nobody pressed.
    const typed = sanitise(text);
    const letters = lettersOf(typed, longestLine - this.value.length);
    if (letters.length > 0)
      this.#set(
        [...this.#letters.slice(0, this.#at), ...letters, ...this.#letters.slice(this.#at)],
        this.#at + letters.length,
      );
    this.#isFull = letters.join('').length < typed.length;
  }

  deleteBack(): void {
    if (this.#at === 0) return;
    this.#set(this.#letters.toSpliced(this.#at - 1, 1), this.#at - 1);
  }

  deleteWord(): void {
    const isBlank = (at: number) => this.#letters[at]?.trim() === '';
    let from = this.#at;
    while (from > 0 && isBlank(from - 1)) from--;
    while (from > 0 && !isBlank(from - 1)) from--;
    this.#set(this.#letters.toSpliced(from, this.#at - from), from);
  }

  clear(): void {
    this.#set([], 0);
  }

  moveCursor(by: -1 | 1): void {
    this.#at = Math.max(0, Math.min(this.#letters.length, this.#at + by));
  }

  complete(): void {
    const [best] = this.#completions();
    if (best === undefined) {
      this.moveCursor(1);
      return;
    }
    const letters = lettersOf(`${best.text} `);
    this.#set(letters, letters.length);
  }

  older(): void {
    this.#recall(this.#recalled - 1);
  }

  newer(): void {
    this.#recall(this.#recalled + 1);
  }

  accept(): void {
    this.#options.onAccept(this.value.trim());
  }

  leave(): void {
    this.#options.onLeave();
  }

  /** The line itself: what is typed, a block for the cursor, and the rest of the likeliest completion. */
  line(columns: number): Line {
    const before = this.#lastOf(this.#letters.slice(0, this.#at), columns - 2);
    const under = this.#letters[this.#at] ?? ' ';
    const after = this.#letters.slice(this.#at + 1).join('');
    const [best] = this.#completions();
    // Behind nothing it would look as if it had been typed.
    const isAtEnd = this.#at === this.#letters.length && this.value !== '';
    const ghost = isAtEnd && best?.text.startsWith(this.value) ? best.text.slice(this.value.length) : '';
    return [
      {text: `${this.#options.sign}${before}`, role: 'input'},
      {text: ghost === '' ? under : (lettersOf(ghost)[0] ?? ' '), role: 'cursor'},
      {text: after, role: 'input'},
      {text: lettersOf(ghost).slice(1).join(''), role: 'dim'},
    ];
  }

  /** What it could become, as of this frame; or that there is no room for more. */
  suggestions(): Line {
    if (this.#isFull)
      return [{text: `a line holds ${longestLine} characters, no more was taken`, role: 'warn'}];
    this.#offered = undefined;
    return this.#completions().flatMap(({text, title}, index): Span[] =>
      index === 0
        ? [{text, role: 'key'}, {text: `  ${title}`, role: 'dim'}, {text: '   '}]
        : [{text: `${text}  `, role: 'dim'}],
    );
  }

  #completions(): readonly Completion[] {
    const text = this.value;
    if (this.#offered?.text !== text) this.#offered = {text, completions: this.#options.complete(text)};
    return this.#offered.completions;
  }

  /** As much of the end as there is room for: what is being typed is seen, however long it gets. */
  #lastOf(letters: readonly string[], room: number): string {
    let from = letters.length;
    for (let used = 0; from > 0; from--) {
      used += width(letters[from - 1] ?? '');
      if (used > room) break;
    }
    return letters.slice(from).join('');
  }

  #recall(index: number): void {
    const {history} = this.#options;
    if (index < 0 || index > history.length) return;
    if (this.#recalled === history.length) this.#draft = this.value;
    const isOlder = index < this.#recalled;
    this.#recalled = index;
    const recalled = history[index] ?? this.#draft;
    // A filter is edited from where it stands, which is also what was typed last: nothing would seem to happen.
    if (isOlder && recalled === this.value.trim()) {
      this.#recall(index - 1);
      return;
    }
    const letters = lettersOf(recalled);
    this.#set(letters, letters.length);
  }

  #set(letters: readonly string[], at: number): void {
    this.#letters = letters;
    this.#value = letters.join('');
    this.#at = at;
    this.#isFull = false;
    this.#options.onChange(this.value);
  }
}

/** In UTF-16 units: several times what anybody types, and little enough to be looked through at every key. */
const longestLine = 1000;

/** What a person takes for one letter: an accent belongs to what it stands on. Those that `room` units hold whole. */
function lettersOf(text: string, room = Infinity): readonly string[] {
  const letters: string[] = [];
  let left = room;
  for (const {segment} of graphemes.segment(text)) {
    left -= segment.length;
    if (left < 0) break;
    letters.push(segment);
  }
  return letters;
}

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
