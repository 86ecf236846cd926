import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse, stringify} from 'yaml';
import {stage} from '../demo/stage.ts';
import {pacedClock} from './paced-clock.ts';
import {plurals, type World} from './world.ts';

/** Three clusters of the demonstration that are well. */
export async function demoWorld(): Promise<World> {
  const ending = new AbortController();
  const clock = pacedClock(ending.signal);
  const on = await stage({clock, signal: ending.signal});
  const {demo} = on;
  const contexts = ['prod-us1-edge', 'stg-eu3-all', 'prod-us1-pay'] as const;
  const folder = join(demo.kubeconfigFile, '..');
  const write = (name: string, wanted: readonly string[], user?: object): string => {
    const document = parse(readFileSync(demo.kubeconfigFile, 'utf8')) as KubeconfigDocument;
    const file = join(folder, name);
    const users = document.users.map((one) => (user ? {...one, user} : one));
    const kept = document.contexts.filter((one) => wanted.includes(one.name));
    writeFileSync(file, stringify({...document, users, contexts: kept, 'current-context': wanted[0]}), {
      mode: 0o600,
    });
    return file;
  };
  const [first] = contexts;
  return {
    contexts,
    kubeconfig: write('three.yaml', contexts),
    kubeconfigOf: async (user) =>
      // Nobody may read the secrets of the demonstration.
      user === 'wrong token' ? write('wrong.yaml', [first], {token: 'wrong'}) : write('reader.yaml', [first]),
    entry(context) {
      const found = on.entries.find(({name}) => name === context);
      if (found === undefined) throw new Error(`no context ${context}`);
      return found;
    },
    clock,
    fault: (context, fault) => demo.fault(context, fault),
    async cutOff(context, act) {
      await demo.fault(context, 'stop');
      await act();
      await demo.fault(context, 'start');
    },
    apply: async (context, object) => demo.apply(context, object),
    async remove(context, {kind, metadata: {name, namespace = ''}}) {
      if (!demo.remove(context, plurals[kind], namespace, name))
        throw new Error(`there is no ${kind} ${name}`);
    },
    compact: async (context) => demo.compact(context),
    async [Symbol.asyncDispose]() {
      await on[Symbol.asyncDispose]();
      ending.abort();
    },
  };
}

interface KubeconfigDocument {
  readonly contexts: readonly {readonly name: string}[];
  readonly users: readonly {readonly name: string; readonly user: object}[];
}
