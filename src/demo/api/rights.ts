import {detailsOf, type Status, status} from './failure.ts';
import {readReview} from './review-body.ts';

/** Who asks. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** A request in the words of RBAC; `namespace` is '' for the whole cluster. */
export interface Attempt {
  readonly verb: string;
  readonly group: string;
  readonly plural: string;
  readonly namespace: string;
}

/** Everybody may read everything but these resources. */
export type Denied = ReadonlySet<string>;

export function isAllowed({verb, group, plural}: Attempt, denied: Denied): boolean {
  return readVerbs.includes(verb) && !denied.has(group === '' ? plural : `${plural}.${group}`);
}

const readVerbs: readonly string[] = ['get', 'list', 'watch'];

export function forbidden({name}: User, {verb, group, plural, namespace}: Attempt): Status {
  const resource = group === '' ? plural : `${plural}.${group}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const message = `${resource} is forbidden: User "${name}" cannot ${verb} resource "${plural}" in API group "${group}" ${where}`;
  return status(403, 'Forbidden', message, detailsOf(group, plural));
}

/** The answer to one of the reviews in which a user asks about themself; undefined for what is none. */
export function review(plural: string, body: Buffer, user: User, denied: Denied): object | undefined {
  switch (plural) {
    case 'selfsubjectreviews':
      return {
        kind: 'SelfSubjectReview',
        apiVersion: 'authentication.k8s.io/v1',
        metadata: {creationTimestamp: null},
        status: {userInfo: {username: user.name, groups: [...user.groups, 'system:authenticated']}},
      };
    case 'selfsubjectaccessreviews': {
      const asked = readReview(body);
      return {
        kind: 'SelfSubjectAccessReview',
        apiVersion: 'authorization.k8s.io/v1',
        metadata: {},
        spec: {...(asked && {resourceAttributes: asked})},
        // Paths that are no resources, as `/version`, everybody may read.
        status: {allowed: asked === undefined || isAllowed({...asked, plural: asked.resource}, denied)},
      };
    }
    case 'selfsubjectrulesreviews':
      return {
        kind: 'SelfSubjectRulesReview',
        apiVersion: 'authorization.k8s.io/v1',
        metadata: {},
        spec: {},
        status: {
          resourceRules: rulesOf(denied),
          nonResourceRules: [{verbs: ['get'], nonResourceURLs: ['*']}],
          incomplete: false,
        },
      };
    default:
      return undefined;
  }
}

/** RBAC cannot say "all but"; where something is denied, groups are named one by one and it is left out. */
function rulesOf(denied: Denied): readonly object[] {
  const core = [
    'pods',
    'nodes',
    'namespaces',
    'events',
    'services',
    'configmaps',
    'persistentvolumeclaims',
    'secrets',
  ];
  return [
    {verbs: readVerbs, apiGroups: [''], resources: core.filter((plural) => !denied.has(plural))},
    {
      verbs: readVerbs,
      apiGroups: [
        'apps',
        'batch',
        'autoscaling',
        'policy',
        'networking.k8s.io',
        'discovery.k8s.io',
        'metrics.k8s.io',
      ],
      resources: ['*'],
    },
  ];
}
