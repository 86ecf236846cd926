import {join} from 'node:path';
import type {FleetOptions} from './cli/index.ts';
import type {LoadedSettings, Surroundings} from './config/index.ts';
import type {Feed} from './fleet/index.ts';
import type {Kubeconfig} from './kube/index.ts';
import type {Clock} from './text/index.ts';
import type {Watch} from './watch/index.ts';

export interface FleetWish extends Surroundings {
  readonly fleet: FleetOptions;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** `--namespace`. */
  readonly namespace?: string;
  /** Only the overview holds all figures of a cluster; a list of pods must not put half a row on disk. */
  readonly isOverview: boolean;
  /** A person sits before it: what they chose is remembered, and plugins nobody chose wait. */
  readonly isInteractive: boolean;
  /** Groups that come before those of the settings. */
  readonly groups?: LoadedSettings['settings']['groups'];
}

export type OpenedFleet =
  | {
      readonly type: 'open';
      readonly watch: Watch;
      readonly feed: Feed;
      readonly kubeconfig: Kubeconfig;
      readonly loaded: LoadedSettings;
      /** One line each, for standard error. */
      readonly complaints: readonly string[];
    }
  | {readonly type: 'refused'; readonly complaints: readonly string[]};

/** flags → settings → kubeconfig → watch. Each room is loaded when it is needed, so that `--help` needs none of them. */
export async function openFleet(wish: FleetWish): Promise<OpenedFleet> {
  const {fleet, environment, home, clock, signal} = wish;
  const [cli, config, kube, {createFeed}, {factsOf, openWatch}, {hubSystems}] = await Promise.all([
    import('./cli/index.ts'),
    import('./config/index.ts'),
    import('./kube/index.ts'),
    import('./fleet/index.ts'),
    import('./watch/index.ts'),
    import('./providers/index.ts'),
  ]);
  const flags = {readOnly: fleet.isReadOnly, kubeconfig: fleet.kubeconfig};
  const loaded = config.loadSettings({environment, home, flags});
  const complaints = loaded.problems.map((problem) => `error: ${config.describeProblem(problem)}`);
  if (loaded.problems.some(({isFatal}) => isFatal)) return {type: 'refused', complaints};
  const settings = {...loaded.settings, groups: [...(wish.groups ?? []), ...loaded.settings.groups]};

  const sources = {paths: settings.kubeconfig, environment, home};
  const kubeconfig = await kube.loadKubeconfig(sources);
  const isEmpty = kubeconfig.contexts.length === 0;
  complaints.push(...kubeconfig.problems.map((problem) => `${isEmpty ? 'error' : 'warning'}: ${problem}`));
  if (isEmpty) {
    const [last = '', ...others] = [...complaints, ...emptiness(kubeconfig)].reverse();
    return {type: 'refused', complaints: [...others.reverse(), `${last}; ${instead}`]};
  }
  const {contexts, groups} = fleet;
  const selection = cli.selectContexts(factsOf(kubeconfig, settings), contexts, groups);
  if (selection.type === 'unknown') {
    return {type: 'refused', complaints: [...complaints, `error: ${selection.message}`]};
  }

  const feed = createFeed({clock, signal, hubs: hubSystems});
  const state = config.stateFolder({environment, home});
  const watch = await openWatch({
    kubeconfig: {...sources, loaded: kubeconfig},
    settings,
    feed,
    clock,
    environment,
    signal,
    isReadOnly: settings.isReadOnly,
    ...(wish.namespace === undefined ? {} : {namespace: wish.namespace}),
    isWanted: (facts) => cli.isSelected(facts, contexts, groups),
    ...(wish.isOverview ? {snapshotFile: join(state, 'snapshot.json')} : {}),
    ...(wish.isInteractive ? {choicesFile: join(state, 'contexts.json')} : {}),
  });
  // For as long as the watch is open; a list of pods says nothing of hubs.
  if (wish.isOverview) watch.want(hubSystems.map(({kind}) => kind));
  return {type: 'open', watch, feed, kubeconfig, loaded: {...loaded, settings}, complaints};
}

/** For who only came to look. */
const instead = '"flotilla demo" shows a simulated fleet';

function emptiness({files, problems}: Kubeconfig): readonly string[] {
  if (problems.length > 0) return [];
  return [
    `error: there are no contexts in ${files.join(', ')}: name another file with --kubeconfig or KUBECONFIG`,
  ];
}
