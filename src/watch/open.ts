import {openChoices} from './choices.ts';
import {FleetWatch} from './fleet-watch.ts';
import type {WatchOptions} from './options.ts';
import type {Parts} from './parts.ts';
import {realParts} from './real-parts.ts';
import {keepSnapshot} from './snapshot.ts';
import type {Watch} from './watch.ts';

/**
 * Reads the kubeconfig, describes every context to the feed and starts to connect them, the current one first. It
 * resolves as soon as the contexts are known; what happens then is told to the feed. Never rejects because of a
 * cluster, a kubeconfig or a state folder: those are rows and `problems`.
 */
export async function openWatch(options: WatchOptions, parts: Parts = realParts): Promise<Watch> {
  const {
    kubeconfig: sources,
    settings,
    feed,
    clock,
    environment,
    signal,
    snapshotFile,
    choicesFile,
  } = options;
  const ending = new AbortController();
  const [known, broker, choices] = await Promise.all([
    sources.loaded ?? parts.loadKubeconfig(sources),
    parts.openBroker({clock, environment, home: sources.home, rules: settings.logins}),
    openChoices({file: choicesFile, clock}),
  ]);
  // Read before anything connects: what a server has told since would otherwise be all that is known of it.
  const snapshot =
    snapshotFile === undefined
      ? undefined
      : await keepSnapshot({file: snapshotFile, feed, clock, signal: ending.signal});
  const beforeClose = async () => void (await Promise.all([snapshot?.save(), choices.saved()]));
  const watch = new FleetWatch({watch: options, parts, broker, choices, ending, beforeClose});
  watch.apply(known);
  parts.watchKubeconfig(sources, (changed) => watch.apply(changed), {signal: ending.signal, clock, known});
  const end = () => void watch.close();
  signal.addEventListener('abort', end, {once: true});
  if (signal.aborted) end();
  return watch;
}
