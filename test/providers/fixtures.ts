import {readFileSync} from 'node:fs';
import type {HubMember} from '../../src/fleet/index.ts';
import {hubSystems} from '../../src/providers/index.ts';

/** The system of this name. */
export function system(name: string) {
  const found = hubSystems.find((each) => each.name === name);
  if (!found) throw new Error(`no system ${name}`);
  return found;
}

/** The record of one answer in `test/fixtures/providers`; what `given` holds is another there. */
export function member(name: string, state: string, given: Partial<HubMember> = {}): HubMember {
  const file = new URL(`../fixtures/providers/${name}.json`, import.meta.url);
  const objects = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
  if (!(state in objects)) throw new Error(`no ${state} in ${name}`);
  return {...system(name).kind.project(objects[state]), ...given};
}
