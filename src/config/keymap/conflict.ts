import {chordText} from './chord.ts';
import {type Binding, isBeginning, isSamePlace, type Scope, scopeChain, type Unbound} from './keymap.ts';

/**
 * Why a binding cannot stand beside others: where one is the beginning of the other and both count at once, the longer
 * one could never be pressed, or the shorter one only after a wait. A key that is unbound in the inner scope is out of
 * the way there.
 */
export function conflictOf(
  place: Unbound,
  others: readonly Binding[],
  unbound: readonly Unbound[],
): string | undefined {
  for (const other of others) {
    const inner = innerOf(place.scope, other.scope);
    if (inner === undefined) continue;
    const outer = inner === place.scope ? other : place;
    if (unbound.some((cleared) => isSamePlace(cleared, {scope: inner, chord: outer.chord}))) continue;
    const theirs = `${chordText(other.chord)} (${other.command} in ${other.scope})`;
    const remedy = `bind that to none in ${inner} first`;
    if (isBeginning(other.chord, place.chord)) return `begins with ${theirs}: ${remedy}`;
    if (isBeginning(place.chord, other.chord)) return `is the beginning of ${theirs}: ${remedy}`;
  }
  return undefined;
}

/** The scope in which both count; undefined where there is none. */
function innerOf(left: Scope, right: Scope): Scope | undefined {
  if (scopeChain(left).includes(right)) return left;
  return scopeChain(right).includes(left) ? right : undefined;
}
