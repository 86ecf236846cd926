import type {ObjectPlace, Place, Stage} from '../../commands/index.ts';
import type {Keymap} from '../../config/index.ts';
import {clusterKey} from '../../fleet/index.ts';
import {kindById} from '../../kinds/index.ts';
import type {AppOptions} from '../app.ts';
import {ClusterScreen} from './cluster.ts';
import {GridScreen} from './grid.ts';
import {helpSource} from './help.ts';
import {kubectlSource} from './kubectl.ts';
import {ListScreen} from './list.ts';
import {objectSource} from './object.ts';
import {type ProblemsStage, problemsSource} from './problems.ts';
import type {Screen} from './screen.ts';
import {linesOf, TextScreen} from './text.ts';
import {whySource} from './why.ts';

export interface ScreenMaker {
  readonly stage: Stage & ProblemsStage & {readonly keymap: Keymap; render(): void};
  readonly options: Pick<AppOptions, 'columns' | 'isReadOnly' | 'look'>;
}

/** The screen of a place. */
export function makeScreen(place: Place, {stage, options}: ScreenMaker): Screen {
  switch (place.type) {
    case 'grid':
      return new GridScreen({stage, options});
    case 'cluster':
      return new ClusterScreen(stage, place.cluster, options);
    case 'list': {
      const kind = kindById(place.kind);
      if (kind === undefined) return nothing(place, place.kind);
      const chosen = options.columns[kind.resource.plural];
      return new ListScreen({stage, place, kind, chosen, look: options.look});
    }
    case 'object':
      return objectScreen(place.object, stage);
    case 'kubectl': {
      const {verb, object} = place;
      const clusterName = nameOf(stage, object);
      return new TextScreen(kubectlSource({stage, verb, object, clusterName, onRead: () => stage.render()}));
    }
    case 'why':
      return new TextScreen(whySource(stage, place.cluster));
    case 'problems':
      return new TextScreen(problemsSource(stage));
    case 'help':
      return new TextScreen(helpSource(stage.keymap, stage.scopes));
  }
}

function objectScreen(object: ObjectPlace, stage: ScreenMaker['stage']): Screen {
  const kind = kindById(object.kind);
  if (kind === undefined) return nothing({type: 'object', object}, object.kind);
  const clusterName = nameOf(stage, object);
  return new TextScreen(
    objectSource({stage, object, resource: kind.resource, clusterName, onRead: () => stage.render()}),
  );
}

function nameOf(stage: Stage, {cluster, context}: ObjectPlace): string {
  const row = stage.feed.store.getState().clusters.find((each) => clusterKey(each) === cluster);
  return row?.name ?? context;
}

function nothing(place: Place, kind: string): Screen {
  return new TextScreen({
    place,
    title: kind,
    fileName: 'unknown.txt',
    lines: () => linesOf(`Nothing is known of a kind ${kind}.`),
    explanation: () => '',
  });
}
