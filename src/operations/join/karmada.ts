import type {Endpoint} from '../../watch/index.ts';
import type {Body, Condition, Creation, Reference, Step, Write} from '../plan/plan.ts';
import {
  clusterRights,
  dataOf,
  everyPath,
  everyResource,
  hasToken,
  type Named,
  namespace,
  secret,
  secretPath,
  serviceAccount,
  tokenSecret,
} from './objects.ts';

export interface KarmadaJoin {
  /** What Karmada calls the member. */
  readonly name: string;
  /** Keys of the plan's places. */
  readonly hub: string;
  readonly member: string;
  /** Uid of the member's kube-system: Karmada knows clusters by it. */
  readonly uid: string;
  readonly endpoint: Endpoint;
  readonly provider?: string;
  readonly region?: string;
  readonly zones?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Written before anything may land on the member. */
  readonly overrides?: readonly Write[];
  /** What the person at the gate is to look at. Without it there is no gate, and no taint to wait behind. */
  readonly gate?: string;
}

/** Keeps everything off a member until a person has seen what would land there. */
export const joinTaint = {key: 'flotilla.dev/joining', effect: 'NoSchedule'} as const;

/**
 * The objects of `karmadactl join` 1.18 (push), in its order, each under a name known before. The member joins behind a
 * taint: nothing lands on it before its overrides are written and a person has passed the gate.
 */
export function karmadaJoin(join: KarmadaJoin): readonly Step[] {
  const {name, hub, member, gate, overrides = []} = join;
  const impersonator: Named = {namespace: system, name: 'karmada-impersonator'};
  const account: Named = {namespace: system, name: `karmada-${name}`};
  const steps: Step[] = [];
  const add = (step: DistributiveOmit<Step, 'id' | 'needs'>): void => {
    const needs = steps.length === 0 ? [] : [String(steps.length)];
    steps.push({...step, id: String(steps.length + 1), needs} as Step);
  };
  add({type: 'write', title: `namespace ${system}`, on: member, writes: [namespace(system, labels)]});
  for (const each of [impersonator, account]) {
    add({
      type: 'write',
      title: `sa + token ${each.name}`,
      on: member,
      writes: [serviceAccount({...each, labels}), tokenSecret(each, each.name)],
      confirm: hasToken(each),
    });
  }
  add({
    type: 'write',
    title: 'clusterrole + binding',
    risk: 'all verbs on all resources',
    on: member,
    writes: clusterRights(`karmada-controller-manager:${account.name}`, {
      rules: [everyResource, everyPath],
      account,
      labels,
    }),
  });
  add({
    type: 'write',
    title: `secrets ${name}, ${name}-impersonator`,
    on: hub,
    writes: [
      namespace(system, labels),
      secret(
        {namespace: system, name: `${name}-impersonator`, labels},
        {data: {token: dataOf(member, impersonator, 'token')}},
      ),
      secret(
        {namespace: system, name, labels},
        {
          data: {
            caBundle: join.endpoint.authority ?? dataOf(member, account, 'ca.crt'),
            token: dataOf(member, account, 'token'),
          },
        },
      ),
    ],
  });
  add({
    type: 'write',
    title: `Cluster ${name}${gate === undefined ? '' : ', NoSchedule'}`,
    on: hub,
    writes: [clusterObject(join)],
  });
  add({
    type: 'write',
    title: 'secrets belong to the Cluster',
    on: hub,
    writes: [`${name}-impersonator`, name].map((each) => ownership(each, hub, name)),
  });
  add({
    type: 'wait',
    title: `wait Ready, ${readyTime / 1_000} s, else hold`,
    on: hub,
    confirm: {condition: isReady(name), within: readyTime},
  });
  if (overrides.length > 0) {
    add({type: 'write', title: `overrides of ${name}`, on: hub, writes: overrides});
  }
  if (gate !== undefined) {
    add({type: 'gate', title: `you: ${gate}`, question: gate});
    add({type: 'write', title: 'remove NoSchedule', on: hub, writes: [untainted(name)]});
  }
  return steps;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const system = 'karmada-cluster';
const labels = {'karmada.io/system': 'true'} as const;
/** ms; a join was seen Ready after 10 s, Karmada looks every 10 s and wants 30 s of success after a failure. */
const readyTime = 60_000;

function clusterPath(name: string): string {
  return `/apis/cluster.karmada.io/v1alpha1/clusters/${name}`;
}

function clusterObject(join: KarmadaJoin): Creation {
  const {name, uid, endpoint, provider, region, zones, gate} = join;
  const spec: Body = {
    id: uid,
    syncMode: 'Push',
    apiEndpoint: endpoint.server,
    secretRef: {namespace: system, name},
    impersonatorSecretRef: {namespace: system, name: `${name}-impersonator`},
    ...(endpoint.isInsecure && {insecureSkipTLSVerification: true}),
    ...(endpoint.proxy !== undefined && {proxyURL: endpoint.proxy}),
    ...(provider !== undefined && {provider}),
    ...(region !== undefined && {region}),
    ...(zones !== undefined && {zones}),
    ...(gate !== undefined && {taints: [joinTaint]}),
  };
  const metadata = {name, ...(join.labels && {labels: join.labels})};
  return {
    type: 'create',
    path: clusterPath(name),
    object: {apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster', metadata, spec},
  };
}

/** So that they go with the Cluster. */
function ownership(secretName: string, hub: string, name: string): Write {
  const uid: Reference = {from: {on: hub, path: clusterPath(name), pointer: '/metadata/uid'}};
  const owner = {
    apiVersion: 'cluster.karmada.io/v1alpha1',
    kind: 'Cluster',
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  return {
    type: 'change',
    path: secretPath({namespace: system, name: secretName}),
    patch: {metadata: {ownerReferences: [owner]}},
    before: {metadata: {ownerReferences: null}},
  };
}

/** Karmada puts taints of its own into the same list. */
function untainted(name: string): Write {
  const {key} = joinTaint;
  return {
    type: 'element',
    path: clusterPath(name),
    list: '/spec/taints',
    by: 'key',
    key,
    wanted: null,
    before: joinTaint,
  };
}

function isReady(name: string): Condition {
  const pointer = '/status/conditions/[type=Ready]/status';
  return {type: 'holds', path: clusterPath(name), checks: [{type: 'equals', pointer, value: 'True'}]};
}
