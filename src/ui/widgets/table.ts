/** Rows as far as a cursor needs to know them. */
export interface Keyed {
  readonly length: number;
  /** The same row has the same key for as long as it exists. */
  keyAt(index: number): string;
}

/**
 * Cursor, scroll position and marks over rows that come, go and change places. The cursor stays on its row, and its row
 * stays where it is on the screen.
 */
export class TableState {
  readonly marks = new Set<string>();
  #rows: Keyed = nothing;
  #height = 1;
  #index = 0;
  #top = 0;
  #key: string | undefined;
  #anchor: string | undefined;

  /** The row under the cursor; -1 where there is none. */
  get index(): number {
    return this.#rows.length === 0 ? -1 : this.#index;
  }

  get top(): number {
    return this.#top;
  }

  get key(): string | undefined {
    return this.#key;
  }

  get length(): number {
    return this.#rows.length;
  }

  /** Rows or height are others now; a row that is gone leaves the cursor where it was. */
  follow(rows: Keyed, height: number): void {
    const line = this.#index - this.#top;
    const found = this.#key === undefined ? -1 : find(rows, this.#key, this.#index);
    this.#rows = rows;
    this.#height = Math.max(1, height);
    this.#index = clamp(found >= 0 ? found : this.#index, rows.length);
    this.#top = this.#index - clamp(line, this.#height);
    this.#settle();
  }

  /** Scrolls by the one row above the screen, where that leaves the cursor on it. */
  showAbove(): void {
    if (this.#top > 0 && this.#index < this.#top + this.#height - 1) this.#top -= 1;
  }

  move(by: number): void {
    this.moveTo(Math.max(0, this.#index + by));
  }

  /** From the top, or from the end where negative. */
  moveTo(index: number): void {
    this.#index = clamp(index < 0 ? this.#rows.length + index : index, this.#rows.length);
    this.#settle();
  }

  page(by: -1 | 1): void {
    this.#top += by * this.#height;
    this.move(by * this.#height);
  }

  /** `range` marks from the row marked last to the cursor. */
  mark(what: 'row' | 'range' | 'all' | 'none'): void {
    const key = this.#key;
    if (what === 'none') this.marks.clear();
    if (what === 'all')
      for (let index = 0; index < this.#rows.length; index++) this.marks.add(this.#rows.keyAt(index));
    if (key === undefined) return;
    if (what === 'row') {
      if (this.marks.delete(key)) this.#anchor = undefined;
      else {
        this.marks.add(key);
        this.#anchor = key;
      }
    }
    if (what === 'range') {
      const from = this.#anchor === undefined ? this.#index : find(this.#rows, this.#anchor, this.#index);
      const [start, end] = [Math.min(Math.max(0, from), this.#index), Math.max(from, this.#index)];
      for (let index = start; index <= end; index++) this.marks.add(this.#rows.keyAt(index));
      this.#anchor = key;
    }
  }

  /** Brings the cursor into view by half a page: a scroll of one line repaints the whole screen for one row. */
  #settle(): void {
    const {length} = this.#rows;
    const half = Math.floor(this.#height / 2);
    if (this.#index < this.#top) this.#top = this.#index - half;
    if (this.#index >= this.#top + this.#height) this.#top = this.#index - half;
    this.#top = Math.max(0, Math.min(this.#top, length - this.#height));
    this.#key = length === 0 ? undefined : this.#rows.keyAt(this.#index);
  }
}

const nothing: Keyed = {length: 0, keyAt: () => ''};

function clamp(index: number, length: number): number {
  return Math.max(0, Math.min(index, length - 1));
}

/** Rows seldom move far: the neighbourhood is looked at first. */
function find(rows: Keyed, key: string, near: number): number {
  for (let distance = 0; distance <= 100; distance++) {
    for (const index of distance === 0 ? [near] : [near - distance, near + distance]) {
      if (index >= 0 && index < rows.length && rows.keyAt(index) === key) return index;
    }
  }
  for (let index = 0; index < rows.length; index++) if (rows.keyAt(index) === key) return index;
  return -1;
}
