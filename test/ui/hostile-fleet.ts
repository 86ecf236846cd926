import {pods} from '../../src/kinds/index.ts';
import {node} from '../fleet/objects.ts';
import {cluster, type Fleet, start} from './stage.ts';

const longest = 'a-name-of-the-greatest-length-that-an-API-server-takes.'.repeat(5).slice(0, 253);

export const hostileNames: readonly string[] = [
  'red\x1b[31m-\x1b]0;owned\x07title\x1b[2J',
  'gpj.\u202eexe-\u2066rtl',
  `${longest}`,
  '本番環境クラスタ-東京リージョン-決済基盤',
  'party-🎉👩‍👩‍👧-flag-🇩🇪-cluster',
  'two\nlines\tand\ttabs\r\nand\x9b5ncsi',
  'zalgo-ŝ̴̹o̷͉p̷̡',
];

/** Clusters, contexts, groups and objects whose names were made to do harm. */
export function hostileFleet(fleet: Fleet): void {
  for (const [index, name] of hostileNames.entries()) {
    cluster(fleet, name, {
      group: index % 2 === 0 ? name : 'eu',
      tier: index === 1 ? 'prod\u202e' : 'prod',
      server: `https://10.0.0.${index}:6443/\x1b[5m`,
      version: index === 2 ? `v1.36.2-\x1b[31m${'x'.repeat(80)}` : 'v1.36.2',
      held: {
        nodes: [node(`node-${name}`)],
        pods: [
          pods.project({
            metadata: {name, namespace: name, creationTimestamp: new Date(start - 90_000).toISOString()},
            spec: {nodeName: name, containers: [{name}]},
            status: {
              phase: 'Running',
              containerStatuses: [
                {name, state: {waiting: {reason: `CrashLoopBackOff${name}`, message: name}}},
              ],
            },
          }),
        ],
      },
    });
  }
}
