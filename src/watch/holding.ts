import type {Choices} from './choices.ts';

/** A context that has just come, or that waits for a choice. */
export interface Candidate {
  readonly context: string;
  /** Id of its login group, where a plugin has to run for it. */
  readonly pluginGroup: string | undefined;
  /** It was put aside before. */
  readonly isAside: boolean;
}

/** So many plugins may run without being asked for: two at a time, they are done within a minute at worst. */
export const mostUnasked = 8;

/**
 * Which contexts to put aside before anything is asked of them: those parked one by one, those of login groups that were
 * refused, and where more than eight belong to groups about which nobody has said anything, all of these. Fewer connect,
 * and their groups (`welcome`) count as chosen from then on: one that grows later must not be held back.
 * `isAsking` is whether anybody is there to choose.
 */
export function holding(
  candidates: readonly Candidate[],
  choices: Choices,
  isAsking: boolean,
): {readonly held: ReadonlySet<string>; readonly welcome: ReadonlyMap<string, boolean>} {
  const held = new Set<string>();
  const unknown: {readonly context: string; readonly group: string; readonly isAside: boolean}[] = [];
  const picked = new Set(
    candidates
      .filter(({context}) => choices.markOf(context) === 'wanted')
      .map(({pluginGroup}) => pluginGroup),
  );
  for (const {context, pluginGroup: group, isAside} of candidates) {
    const mark = choices.markOf(context);
    if (mark === 'parked') held.add(context);
    if (mark !== undefined || group === undefined) continue;
    const isChosen = choices.isChosen(group);
    // Who picked single contexts of a group has said enough about the others.
    if (isChosen === false || (isChosen === undefined && picked.has(group))) held.add(context);
    else if (isChosen === undefined) unknown.push({context, group, isAside});
  }
  if (!isAsking) return {held, welcome: new Map()};
  // Where some wait for a person already, all do: what is being chosen from must not shrink.
  if (unknown.length <= mostUnasked && !unknown.some(({isAside}) => isAside)) {
    return {held, welcome: new Map(unknown.map(({group}) => [group, true]))};
  }
  for (const {context} of unknown) held.add(context);
  return {held, welcome: new Map()};
}
