import {after, afterEach, before, describe} from 'node:test';
import {apiScenarios} from './api-scenarios.ts';
import {networkScenarios} from './network-scenarios.ts';
import {objectScenarios} from './object-scenarios.ts';
import {openScene, type Scene} from './scene.ts';
import type {World} from './world.ts';

/** What must be so on any three clusters. `unavailable` says why there are none. */
export function scenarios(what: string, open: () => Promise<World>, unavailable?: string): void {
  describe(what, {skip: unavailable ?? false}, () => {
    let scene: Scene;

    before(async () => {
      scene = await openScene(open);
    });
    // So that one that fails leaves the others what they need.
    afterEach(() => scene?.heal());
    after(() => scene?.[Symbol.asyncDispose]());

    objectScenarios(() => scene);
    apiScenarios(() => scene);
    networkScenarios(() => scene);
  });
}
