import type {ContextEntry, KubeconfigContext} from '../kube/index.ts';
import type {Choices} from './choices.ts';
import {holding} from './holding.ts';
import type {Logins} from './logins.ts';

export interface AsideOptions {
  readonly choices: Choices;
  readonly logins: Pick<Logins, 'pluginGroup'>;
  /** Somebody is there to choose, so that contexts may wait for it. */
  readonly isAsking: boolean;
}

/** Which contexts are put aside, by a person or until one has chosen; it starts and stops nothing itself. */
export class Aside {
  readonly #options: AsideOptions;
  readonly #contexts = new Set<string>();

  constructor(options: AsideOptions) {
    this.#options = options;
  }

  has(context: string): boolean {
    return this.#contexts.has(context);
  }

  park(context: string): void {
    this.#options.choices.mark(context, 'parked');
    this.#contexts.add(context);
  }

  unpark(context: string, entry: ContextEntry | undefined): void {
    const {choices, logins} = this.#options;
    const group = entry && logins.pluginGroup(entry);
    const isChosen = group === undefined || choices.isChosen(group) === true;
    choices.mark(context, isChosen ? undefined : 'wanted');
    this.#contexts.delete(context);
  }

  /** By login group id. Gives back the contexts of these groups: they are aside now, or not any more. */
  choose(groups: ReadonlyMap<string, boolean>, entries: readonly ContextEntry[]): readonly string[] {
    const {choices, logins} = this.#options;
    choices.choose(groups);
    return entries.flatMap((entry) => {
      const isChosen = groups.get(logins.pluginGroup(entry) ?? '');
      if (isChosen === undefined) return [];
      const {name} = entry;
      const mark = choices.markOf(name);
      // One that a person took up by hand is wanted whatever becomes of its group.
      if (isChosen && mark === 'wanted') choices.mark(name, undefined);
      if (mark === 'wanted' || (isChosen && mark !== 'parked')) this.#contexts.delete(name);
      else this.#contexts.add(name);
      return [name];
    });
  }

  /** Decides which contexts that have just come, or have another login now, start: seen together with those that wait. */
  admit(contexts: readonly KubeconfigContext[], before: ReadonlyMap<string, KubeconfigContext>): void {
    const {choices, logins, isAsking} = this.#options;
    const entries = contexts.flatMap((context) => (context.type === 'usable' ? context.entry : []));
    const coming = entries.filter((entry) => this.#isNews(entry, before.get(entry.name)));
    const waiting = entries.filter((entry) => this.has(entry.name) && !coming.includes(entry));
    const candidates = [...coming, ...waiting].map((entry) => ({
      context: entry.name,
      pluginGroup: logins.pluginGroup(entry),
      isAside: this.has(entry.name),
    }));
    const {held, welcome} = holding(candidates, choices, isAsking);
    choices.choose(welcome);
    for (const {name} of coming) {
      if (held.has(name)) this.#contexts.add(name);
      else this.#contexts.delete(name);
    }
  }

  forget(context: string): void {
    this.#contexts.delete(context);
  }

  #isNews(entry: ContextEntry, before: KubeconfigContext | undefined): boolean {
    if (before?.type !== 'usable') return true;
    const {logins} = this.#options;
    return logins.pluginGroup(entry) !== logins.pluginGroup(before.entry);
  }
}
