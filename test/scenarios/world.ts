import type {ContextEntry} from '../../src/kube/index.ts';
import type {Clock} from '../../src/text/index.ts';

/** Three clusters and what can befall them: simulated ones or real ones, which must not make a difference. */
export interface World extends AsyncDisposable {
  /** Their contexts. Of the others nothing is changed, and nobody notices what befalls the first. */
  readonly contexts: readonly [first: string, second: string, third: string];
  readonly kubeconfig: string;
  /** A kubeconfig with the first context alone, for somebody else than who may do everything. */
  kubeconfigOf(user: 'reader without secrets' | 'wrong token'): Promise<string>;
  entry(context: string): ContextEntry;
  /** By which the world lives. */
  readonly clock: Clock;
  fault(context: string, fault: Fault): Promise<void>;
  /** The way to it is cut while `act` does something there. */
  cutOff(context: string, act: () => Promise<void>): Promise<void>;
  /** Creates or changes objects, their status as well where they have one. */
  apply(context: string, object: ScenarioObject): Promise<void>;
  remove(context: string, object: ScenarioObject): Promise<void>;
  /** Has it forget what was before now. It may be away for a moment. */
  compact(context: string): Promise<void>;
}

/** `slow` makes every answer more than a second late. */
export type Fault = 'stop' | 'start' | 'pause' | 'resume' | 'slow' | 'normal';

export interface ScenarioObject {
  readonly apiVersion: string;
  readonly kind: 'ConfigMap' | 'Node' | 'Pod' | 'Namespace';
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Plural of each, all of the core group. */
export const plurals: Readonly<Record<ScenarioObject['kind'], string>> = {
  ConfigMap: 'configmaps',
  Node: 'nodes',
  Pod: 'pods',
  Namespace: 'namespaces',
};
