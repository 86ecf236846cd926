import {sanitise} from '../text/index.ts';
import type {Engine} from './engine.ts';

/** ms: most fleets have answered by then, and a person begins to wonder. */
const patience = 2_000;
const mostNames = 5;

/** Says on a terminal which clusters a command still waits for, once, unless the signal aborts before. */
export async function sayWaiting({clock, feed, out, err}: Engine, signal: AbortSignal): Promise<void> {
  if (!out.isTerminal) return;
  await clock.sleep(patience, signal);
  if (signal.aborted) return;
  feed.flush();
  const names = feed.store
    .getState()
    .clusters.filter(
      ({connection, watches}) =>
        connection.type === 'connecting' ||
        (connection.type === 'live' && Object.values(watches).some(({type}) => type === 'syncing')),
    )
    .map(({name}) => sanitise(name));
  if (names.length === 0) return;
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
  await err.write(`waiting for ${names.slice(0, mostNames).join(', ')}${more} …\n`);
}
