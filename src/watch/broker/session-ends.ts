import type {LoginGroup} from '../../kube/index.ts';
import type {Clock} from '../../text/index.ts';
import type {Token} from './token.ts';

/** When sessions end, where that is known: after it no fresh credential comes without a person. */
export interface SessionEnds {
  /** ms. Looks again in the background where the last look is a while ago. */
  of(token: Token): number | undefined;
  /** Looks now. Never rejects. */
  look(group: LoginGroup): Promise<void>;
  forget(group: string): void;
}

/** A login made in another terminal moves it; ms. */
const lookEvery = 60_000;

/** `read` is asked for the end as the login program keeps it, ms, and must not reject. */
export function createSessionEnds(
  read: (group: LoginGroup) => Promise<number | undefined>,
  clock: Clock,
): SessionEnds {
  const known = new Map<string, {end?: number | undefined; lookedAt: number}>();

  const look = async (group: LoginGroup): Promise<void> => {
    const seen = known.get(group.id) ?? {lookedAt: 0};
    known.set(group.id, seen);
    seen.lookedAt = clock.now();
    seen.end = await read(group);
  };

  return {
    of({group, cached}) {
      if (cached === undefined) return undefined;
      const seen = known.get(group.id);
      if (seen === undefined || clock.now() - seen.lookedAt >= lookEvery) void look(group);
      // What came after the end shows that it was not the end: credentials of another kind, or kept by the plugin.
      return seen?.end !== undefined && seen.end > cached.since ? seen.end : undefined;
    },
    look,
    forget: (group) => void known.delete(group),
  };
}
