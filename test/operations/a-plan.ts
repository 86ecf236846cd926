import type {Entry, Journal, Plan, Who} from '../../src/operations/index.ts';

export const who: Who = {users: {hub: 'ann', member: 'ann'}, account: 'ann', host: 'bastion'};

const namespace = '/api/v1/namespaces/federation';
export const paths = {
  namespace,
  account: `${namespace}/serviceaccounts/joiner`,
  token: `${namespace}/secrets/joiner`,
  hubSecret: `${namespace}/secrets/paris`,
  app: '/apis/apps/v1/namespaces/federation/deployments/shop',
} as const;

/** A little of everything: two places, a token that exists only later, a wait, a gate, a change of what is there. */
export function aPlan(): Plan {
  return {
    version: 1,
    id: 'p-7f3a91',
    verb: 'join',
    title: 'join paris -> hub',
    madeAt: 0,
    places: {hub: {context: 'hub', cluster: 'hub'}, member: {context: 'member', cluster: 'paris'}},
    findings: [],
    steps: [
      {
        type: 'write',
        id: '1',
        title: 'namespace federation',
        on: 'member',
        needs: [],
        writes: [{type: 'create', path: paths.namespace, object: named('Namespace', 'federation')}],
      },
      {
        type: 'write',
        id: '2',
        title: 'service account and token',
        on: 'member',
        needs: ['1'],
        writes: [
          {type: 'create', path: paths.account, object: named('ServiceAccount', 'joiner')},
          {
            type: 'create',
            path: paths.token,
            object: {...named('Secret', 'joiner'), type: 'kubernetes.io/service-account-token'},
          },
        ],
        confirm: {
          condition: {type: 'holds', path: paths.token, checks: [{type: 'present', pointer: '/data/token'}]},
          within: 30_000,
        },
      },
      {
        type: 'write',
        id: '3',
        title: 'secret paris',
        on: 'hub',
        needs: ['2'],
        writes: [
          {
            type: 'create',
            path: paths.hubSecret,
            object: {
              ...named('Secret', 'paris'),
              data: {token: {from: {on: 'member', path: paths.token, pointer: '/data/token'}}},
            },
          },
        ],
      },
      {type: 'gate', id: '4', title: 'you', needs: ['3'], question: 'is it right?'},
      {
        type: 'write',
        id: '5',
        title: 'replicas 3 -> 5',
        on: 'hub',
        needs: ['4'],
        writes: [
          {type: 'change', path: paths.app, patch: {spec: {replicas: 5}}, before: {spec: {replicas: 3}}},
        ],
      },
      {
        type: 'wait',
        id: '6',
        title: 'wait for 5 ready, 60 s',
        on: 'hub',
        needs: ['5'],
        confirm: {
          condition: {
            type: 'holds',
            path: paths.app,
            checks: [{type: 'equals', pointer: '/status/readyReplicas', value: 5}],
          },
          within: 60_000,
        },
      },
    ],
  };
}

/** A journal that lives in memory and outlives the run that writes it. */
export function memoryJournal(entries: Entry[] = []): Journal {
  return {entries, append: (entry) => void entries.push(structuredClone(entry)), close() {}};
}

export function named(kind: string, name: string): Record<string, unknown> {
  return {apiVersion: 'v1', kind, metadata: {name}};
}
