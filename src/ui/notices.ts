import {sanitise} from '../text/index.ts';
import type {Role} from './paint/roles.ts';

export type Tone = 'info' | 'good' | 'bad';

/** One thing said to the person, in the line above the footer. */
export interface Notice {
  readonly text: string;
  readonly role: Role;
}

/** What went wrong, and when, ms. */
export interface Told {
  readonly text: string;
  readonly at: number;
}

/** ms that a person is told of what went well, from when it can be seen. */
const passesAfter = 8000;
/** ms that bad news has to stand before a key takes it away: who was typing has not read it sooner. */
const readAfter = 1000;
/** Nobody reads more of them one by one; the log has them all. */
const mostWaiting = 20;
const mostTold = 200;

/**
 * What is said to the person. Bad news stays until it was read, beneath whatever is said later; of the rest only the latest
 * counts. What is said while there is no line for it waits for one.
 */
export class Notices {
  #said: readonly Said[] = [];
  #visible: Said | undefined;
  #visibleSince = 0;
  #log: readonly Told[] = [];

  /** What went wrong in this session, the latest first. */
  get log(): readonly Told[] {
    return this.#log;
  }

  /** Something is said that goes away by itself. */
  get isPassing(): boolean {
    return this.#said.some(({lasts}) => lasts === 'a-while');
  }

  /** What is said `about` a thing takes back what was said about it before: it is not so any more. */
  say(text: string, tone: Tone, now: number, about?: string): void {
    const notice = {text: sanitise(text), role: tone, ...(about !== undefined && {about})};
    if (about !== undefined) this.#said = this.#said.filter((said) => said.about !== about);
    if (tone === 'bad') this.#log = [{text: notice.text, at: now}, ...this.#log].slice(0, mostTold);
    this.#add({...notice, lasts: tone === 'bad' ? 'until-read' : 'a-while'});
  }

  /** Says what the last key led to, until the next one. */
  answer(text: string, role: Role): void {
    this.#add({text: sanitise(text), role, lasts: 'until-key'});
  }

  /** What the line has now: what was said last; what was said before comes to light again behind it. */
  show(now: number): Notice | undefined {
    this.#said = this.#said.filter(
      ({lasts, shownAt = now}) => lasts !== 'a-while' || now < shownAt + passesAfter,
    );
    const latest = this.#said.at(-1);
    if (latest) latest.shownAt ??= now;
    if (latest !== this.#visible) this.#visibleSince = now;
    this.#visible = latest;
    return latest;
  }

  /** There is no line for it now. */
  hide(): undefined {
    this.#visible = undefined;
  }

  /** A key was pressed. */
  seen(now: number): void {
    this.#said = this.#said.filter((said) => {
      if (said.lasts === 'until-key') return false;
      const isUnread = said.lasts === 'until-read' && now < this.#visibleSince + readAfter;
      return said !== this.#visible || isUnread;
    });
  }

  /** What was said is read elsewhere. */
  clear(): void {
    this.#said = [];
  }

  #add(said: Said): void {
    const isBad = said.lasts === 'until-read';
    const kept = this.#said.filter(({text, lasts}) => (isBad ? text !== said.text : lasts === 'until-read'));
    this.#said = [...kept.slice(-mostWaiting), said];
  }
}

interface Said extends Notice {
  readonly about?: string;
  readonly lasts: 'until-read' | 'until-key' | 'a-while';
  /** When it was first on the screen, ms. */
  shownAt?: number;
}
