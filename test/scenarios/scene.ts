import assert from 'node:assert/strict';
import {alwaysWatched, type BaseRecord, type Kind, kindId, pods} from '../../src/kinds/index.ts';
import {type Answer, type AskOptions, ask} from '../demo/stage.ts';
import {type Watched, watched} from '../watch/fleet.ts';
import {pod} from './objects.ts';
import type {ScenarioObject, World} from './world.ts';

export const seconds = 1_000;

/** A world that somebody watches. */
export interface Scene extends AsyncDisposable {
  readonly world: World;
  readonly view: Watched;
  /** The context that things befall. */
  readonly first: string;
  /** Live, and everything read that is always watched. */
  isSynced(context: string): boolean;
  /** Nobody noticed on the other clusters what befell the first. */
  othersAreUntouched(): void;
  /** What is held of an object of the first cluster. */
  held<R extends BaseRecord>(kind: Kind<R>, object: ScenarioObject): R | undefined;
  askFirst(path: string, options?: AskOptions): Promise<Answer>;
  /** Of a new pod on the first cluster, each within so many ms. */
  changesAreSeen(within: number): Promise<void>;
  /** Whatever befell the first is over. */
  heal(): Promise<void>;
}

export async function openScene(open: () => Promise<World>): Promise<Scene> {
  await using cleanup = new AsyncDisposableStack();
  const world = cleanup.use(await open());
  const [first, ...others] = world.contexts;
  const view = cleanup.use(await watched({kubeconfig: world.kubeconfig, clock: world.clock}));
  const isSynced = (context: string): boolean => {
    const {connection, watches} = view.row(context);
    const isRead = alwaysWatched.every((kind) => watches[kindId(kind)]?.type === 'synced');
    return connection.type === 'live' && isRead;
  };
  const held: Scene['held'] = (kind, {metadata}) =>
    [...view.feed.records(first, kind).values()].find(
      ({name, namespace}) => name === metadata.name && namespace === (metadata.namespace ?? ''),
    );
  let made = 0;
  await view.until('all synced', () => world.contexts.every(isSynced), 30 * seconds);
  const kept = cleanup.move();
  return {
    world,
    view,
    first,
    isSynced,
    othersAreUntouched() {
      for (const context of others) assert.deepEqual(view.history(context), ['connecting', 'live']);
    },
    held,
    askFirst: (path, options) => ask(world.entry(first), path, options),
    async changesAreSeen(within) {
      const one = pod(`seen-${++made}`);
      await world.apply(first, one);
      await view.until('a new pod is seen', () => held(pods, one) !== undefined, within);
      await world.remove(first, one);
      await view.until('its end is seen', () => held(pods, one) === undefined, within);
    },
    async heal() {
      for (const fault of ['normal', 'resume', 'start'] as const) await world.fault(first, fault);
      await view.until('all synced again', () => isSynced(first), 30 * seconds);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
