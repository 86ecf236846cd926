import type {Choice, DialogFacet, Option} from '../../commands/index.ts';
import {sanitise} from '../../text/index.ts';
import type {Line} from '../paint/line.ts';
import {onRow} from '../paint/line.ts';
import {TableState} from './table.ts';

/** Options that are seen at once on the smallest screen, so that it can be told where the cursor is among them. */
const fewest = 2;

/** A question or a choice, over the lower part of the screen. */
export class Dialog implements DialogFacet {
  readonly #choice: Choice;
  readonly #onEnd: (chosen: readonly string[] | undefined) => void;
  readonly #cursor = new TableState();
  readonly #chosen: Set<string>;
  #options: readonly Option[];

  constructor(choice: Choice, onEnd: (chosen: readonly string[] | undefined) => void) {
    this.#choice = choice;
    this.#onEnd = onEnd;
    this.#options = choice.options;
    this.#chosen = new Set(choice.options.filter(({isChosen}) => isChosen).map(({id}) => id));
    this.#follow(choice.options.length);
  }

  get isMany(): boolean {
    return this.#choice.isMany;
  }

  move(by: -1 | 1): void {
    this.#cursor.move(by);
  }

  toggle(): void {
    const id = this.#cursor.key;
    if (id === undefined || !this.#choice.isMany) return;
    if (!this.#chosen.delete(id)) this.#chosen.add(id);
  }

  reorder(by: -1 | 1): void {
    const from = this.#cursor.index;
    const option = this.#options[from];
    if (option === undefined || this.#choice.isOrdered !== true) return;
    const to = Math.max(0, Math.min(this.#options.length - 1, from + by));
    this.#options = this.#options.toSpliced(from, 1).toSpliced(to, 0, option);
    this.#follow(this.#options.length);
  }

  accept(): void {
    const id = this.#cursor.key;
    const one = id === undefined ? [] : [id];
    const many = this.#options.map((option) => option.id).filter((each) => this.#chosen.has(each));
    this.#onEnd(this.#choice.isMany ? many : one);
  }

  leave(): void {
    this.#onEnd(undefined);
  }

  /** At most `rows` lines, the title first; what is said of it gives way to what can be chosen. */
  lines(rows: number): readonly Line[] {
    const {title, lines = [], isMany} = this.#choice;
    const head: Line[] = [
      [{text: sanitise(title), role: 'title'}],
      ...lines.map((text): Line => [{text: `  ${sanitise(text)}`, role: 'dim'}]),
    ];
    const leastOptions = Math.min(this.#options.length, fewest);
    const above = head.slice(0, Math.max(1, rows - leastOptions));
    const room = Math.max(1, rows - above.length);
    this.#follow(room);
    const shown = this.#options.slice(this.#cursor.top, this.#cursor.top + room);
    return [
      ...above,
      ...shown.map(({id, text}): Line => {
        const box = isMany ? (this.#chosen.has(id) ? '[x] ' : '[ ] ') : '';
        const isHere = id === this.#cursor.key;
        const line: Line = [{text: `${isHere ? '> ' : '  '}${box}${sanitise(text)}`}];
        return isHere ? onRow(line, 'cursor') : line;
      }),
    ].slice(0, rows);
  }

  #follow(height: number): void {
    const options = this.#options;
    this.#cursor.follow({length: options.length, keyAt: (index) => options[index]?.id ?? ''}, height);
  }
}
