import type {RecordSink} from '../../src/kube/index.ts';
import type {Pod} from './projections.ts';

export interface MemorySink extends RecordSink<Pod> {
  /** `namespace/name phase` of everything held, sorted. */
  readonly held: string[];
  readonly calls: {begin: number; end: number; upsert: number; remove: number};
}

/** What the fleet's sink does, in little: a reading replaces what is held only when it ends. */
export function memorySink(): MemorySink {
  const calls = {begin: 0, end: 0, upsert: 0, remove: 0};
  let held = new Map<string, Pod>();
  let coming: Map<string, Pod> | undefined;
  return {
    calls,
    get held() {
      return [...held.values()].map(({namespace, name, phase}) => `${namespace}/${name} ${phase}`).sort();
    },
    begin() {
      calls.begin++;
      coming = new Map();
    },
    upsert(pod) {
      calls.upsert++;
      (coming ?? held).set(`${pod.namespace}/${pod.name}`, pod);
    },
    remove(namespace, name) {
      calls.remove++;
      (coming ?? held).delete(`${namespace}/${name}`);
    },
    end() {
      calls.end++;
      held = coming ?? held;
      coming = undefined;
    },
  };
}
