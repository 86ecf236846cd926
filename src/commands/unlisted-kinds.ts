import {inShell} from './elsewhere.ts';
import type {Stage} from './stage.ts';

/** What to say to who asks for a kind of every cluster that has no list here; undefined for other names. */
export function withoutList(stage: Stage, name: string): string | undefined {
  const plural = pluralOf.get(name.toLowerCase());
  if (plural === undefined) return undefined;
  return `${plural} have no list here yet: flotilla get ${plural} lists them over all clusters${inShell(stage)}`;
}

/** As kubectl and k9s name them: plural, singular, short names. */
const unlisted: readonly (readonly [plural: string, ...others: string[]])[] = [
  ['configmaps', 'configmap', 'cm'],
  ['secrets', 'secret', 'sec'],
  ['serviceaccounts', 'serviceaccount', 'sa'],
  ['persistentvolumes', 'persistentvolume', 'pv'],
  ['storageclasses', 'storageclass', 'sc'],
  ['endpoints', 'ep'],
  ['networkpolicies', 'networkpolicy', 'netpol', 'np'],
  ['ingressclasses', 'ingressclass'],
  ['roles', 'role', 'ro'],
  ['rolebindings', 'rolebinding', 'rb'],
  ['clusterroles', 'clusterrole', 'cr'],
  ['clusterrolebindings', 'clusterrolebinding', 'crb'],
  ['customresourcedefinitions', 'customresourcedefinition', 'crd', 'crds'],
  ['resourcequotas', 'resourcequota', 'quota'],
  ['limitranges', 'limitrange', 'limits'],
  ['priorityclasses', 'priorityclass', 'pc'],
  ['replicationcontrollers', 'replicationcontroller', 'rc'],
  ['leases', 'lease'],
  ['apiservices', 'apiservice'],
  ['certificatesigningrequests', 'certificatesigningrequest', 'csr'],
  ['validatingwebhookconfigurations', 'validatingwebhookconfiguration'],
  ['mutatingwebhookconfigurations', 'mutatingwebhookconfiguration'],
];

const pluralOf: ReadonlyMap<string, string> = new Map(
  unlisted.flatMap(([plural, ...others]) => [plural, ...others].map((name) => [name, plural] as const)),
);
