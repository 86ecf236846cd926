import {type ColumnWish, type PlacedColumn, place} from './columns.ts';

/**
 * The columns of a table that has more than the screen has room for. At first those are shown that matter most; who scrolls
 * sees the others from left to right beside those that stay.
 */
export class ColumnWindow<W extends ColumnWish> {
  #wishes: readonly W[] = [];
  #room = 0;
  /** 0 shows what matters most; n begins with the nth of the columns that do not stay. */
  #start = 0;
  #placed: readonly PlacedColumn<W>[] = [];

  get placed(): readonly PlacedColumn<W>[] {
    return this.#placed;
  }

  /** Columns that are not on the screen: `right` leads to them, `left` back. */
  get hasMore(): {readonly left: boolean; readonly right: boolean} {
    const last = this.#wishes.findLast(({stays}) => stays !== true);
    const isAll =
      this.#start === 0
        ? this.#placed.length === this.#wishes.length
        : last === undefined || this.#placed.some(({name}) => name === last.name);
    return {left: this.#start > 0, right: !isAll};
  }

  layOut(wishes: readonly W[], room: number): void {
    this.#wishes = wishes;
    this.#room = room;
    this.#start = Math.min(this.#start, wishes.filter(({stays}) => stays !== true).length);
    // Where fewer columns are asked for or there is more room, none is left out that could be seen.
    while (this.#start > 0 && this.#fits(this.#start - 1)) this.#start -= 1;
    this.#placed = this.#place();
  }

  /** To the next view that shows other columns; false where there is none that way. */
  scroll(by: -1 | 1): boolean {
    const before = namesOf(this.#placed);
    while (by < 0 ? this.hasMore.left : this.hasMore.right) {
      this.#start += by;
      this.#placed = this.#place();
      if (namesOf(this.#placed) !== before) return true;
    }
    return false;
  }

  #place(): readonly PlacedColumn<W>[] {
    return place(this.#from(this.#start), this.#room);
  }

  #fits(start: number): boolean {
    const wishes = this.#from(start);
    return place(wishes, this.#room).length === wishes.length;
  }

  #from(start: number): readonly W[] {
    if (start === 0) return this.#wishes;
    const staying = this.#wishes.filter(({stays}) => stays === true);
    const others = this.#wishes.filter(({stays}) => stays !== true).slice(start - 1);
    const inTurn = others.map((wish, index) => ({...wish, priority: behindAll + index}));
    return [...staying, ...inTurn];
  }
}

/** Of what does not stay the last falls away first, whatever matters most. */
const behindAll = 1000;

function namesOf(columns: readonly ColumnWish[]): string {
  return columns.map(({name}) => name).join();
}
