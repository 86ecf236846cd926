import type {CursorFacet, GridFacet, Place, Subject, TableFacet, TextFacet} from '../../commands/index.ts';
import type {Scope} from '../../config/index.ts';
import type {Line} from '../paint/line.ts';

/** What stands between header and footer, and what can be done with it. Made when a place is opened. */
export interface Screen {
  readonly place: Place;
  /** Where its keys are looked up, innermost first; `global` comes after them. */
  readonly scopes: readonly Scope[];
  readonly subject: Subject;
  readonly cursor?: CursorFacet;
  readonly table?: TableFacet;
  readonly grid?: GridFacet;
  readonly text?: TextFacet;
  /** Brings what it shows up to date with the model, for a body of this size; called before anything is painted. */
  update(size: Size, isResting: boolean): void;
  /** There was not time to look at everything: it is to be updated again at once. */
  readonly isUnfinished?: boolean;
  /** The first line. */
  header(size: Size): Line;
  /** At most `size.rows` lines. */
  body(size: Size): readonly Line[];
  /**
   * Whether its ages read now as they did then (ms), where nothing was published since; those in minutes may be left to
   * the next frame. Absent: they never do.
   */
  isStill?(then: number): boolean;
  /** What there is to say of what is under the cursor, in one line. */
  explanation(): string;
  /** Ends the innermost thing that can be ended here (a filter, marks); false where there is none. */
  leave(): boolean;
  /** On the screen from now on: what it needs is watched. */
  show(): void;
  /** Another screen is in front of it; where its cursor stands is kept. */
  hide(): void;
  /** Never shown again. */
  close(): void;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}
