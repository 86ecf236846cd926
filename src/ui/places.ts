import type {Place} from '../commands/index.ts';
import type {Screen} from './screens/screen.ts';

/** More would hold cursors and filters that nobody remembers. */
const most = 20;

/** The places a person has been to, as in a browser; the grid is always the first. */
export class Places {
  readonly #make: (place: Place) => Screen;
  #visited: Screen[];
  #index = 0;

  constructor(make: (place: Place) => Screen) {
    this.#make = make;
    this.#visited = [make({type: 'grid'})];
    this.current.show();
  }

  get current(): Screen {
    const screen = this.#visited[this.#index];
    if (screen === undefined) throw new Error('there is always a place');
    return screen;
  }

  /** The grid is where it was: opening it again goes back to it. */
  open(place: Place): void {
    if (place.type === 'grid') {
      this.#go(0);
      return;
    }
    const kept = this.#visited.slice(0, this.#index + 1);
    const overdue = kept.length >= most ? kept.slice(1, 2) : [];
    for (const screen of [...this.#visited.slice(this.#index + 1), ...overdue]) screen.close();
    this.current.hide();
    this.#visited = [...kept.filter((screen) => !overdue.includes(screen)), this.#make(place)];
    this.#index = this.#visited.length - 1;
    this.current.show();
  }

  /** False at either end. */
  step(by: -1 | 1): boolean {
    if (this.#visited[this.#index + by] === undefined) return false;
    this.#go(this.#index + by);
    return true;
  }

  close(): void {
    for (const screen of this.#visited) screen.close();
  }

  #go(index: number): void {
    if (index === this.#index) return;
    this.current.hide();
    this.#index = index;
    this.current.show();
  }
}
