import type {Stage} from '../../commands/index.ts';
import {type ClusterRow, clusterKey, layerAdvice, stateText} from '../../fleet/index.ts';
import {kindById} from '../../kinds/index.ts';
import {coarseAge, sanitise} from '../../text/index.ts';
import type {Line} from '../paint/line.ts';
import {explain, moment} from './cluster-words.ts';
import type {TextSource} from './text.ts';

/** Everything that is known of why a cluster is as it is, and what the person can do now. */
export function whySource(stage: Stage, key: string): TextSource {
  const find = () => stage.feed.store.getState().clusters.find((row) => clusterKey(row) === key);
  const title = sanitise(find()?.name ?? key);
  return {
    place: {type: 'why', cluster: key},
    title: `${title}: why`,
    fileName: `${title}-why.txt`,
    lines: () => {
      const row = find();
      return row ? linesFor(stage, row) : [[{text: 'The kubeconfig no longer names it.', role: 'warn'}]];
    },
    explanation: () => '',
    scopes: ['cluster'],
    isWrapped: true,
    get subject() {
      const row = find();
      return row ? {clusters: [row], here: row} : {clusters: []};
    },
  };
}

function linesFor(stage: Stage, row: ClusterRow): readonly Line[] {
  const now = stage.clock.now();
  const {connection} = row;
  return [
    head('NOW'),
    item(
      'state',
      `${stateText(row, now)}, since ${moment(connection.since, now)} (${coarseAge(now - connection.since)})`,
    ),
    item('says', explain(stage, row).slice(row.name.length + 2)),
    ...adviceFor(stage, row).map((text) => item('do', text)),
    [],
    head('REACHED THROUGH'),
    item('server', row.server || 'none'),
    ...row.contexts.map((context, index) => item(index === 0 ? 'context' : 'also', context)),
    ...loginLines(stage, row, now),
    ...connectionLines(stage, row),
    [],
    head('WATCHED'),
    ...(Object.keys(row.watches).length === 0 ? [item('', 'nothing')] : []),
    ...Object.entries(row.watches).map(([kind, watch]) => item(wordOf(kind), watchWords(watch, now))),
    ...(row.identityFault === undefined ? [] : [[], head('IDENTITY'), item('fault', row.identityFault)]),
    [],
    head('NOT WELL'),
    ...faultLines(stage, row, now),
  ];
}

function adviceFor(stage: Stage, row: ClusterRow): readonly string[] {
  const {connection} = row;
  switch (connection.type) {
    case 'login': {
      const login = stage.watch.loginOf(row.contexts[0] ?? '')?.group;
      return login === undefined
        ? ['mend the credentials of this kubeconfig entry; the file is read again when it changes']
        : [
            `${stage.keyFor('cluster.login')} logs in to ${login.name}`,
            'a login in another terminal is noticed within half a minute',
          ];
    }
    case 'unreachable':
      return [`${layerAdvice[connection.layer]}; ${stage.keyFor('cluster.reconnect')} tries at once`];
    case 'stale':
      return [`it is asked again every 10 s; ${stage.keyFor('cluster.reconnect')} tries at once`];
    case 'broken':
      return ['mend the kubeconfig entry; the file is read again when it changes'];
    case 'parked':
      return [`${stage.keyFor('cluster.park')} connects it`];
    case 'hub only':
      return ['to see it from here, add a context for it to the kubeconfig'];
    case 'connecting':
    case 'live':
      return [];
  }
}

function loginLines(stage: Stage, row: ClusterRow, now: number): readonly Line[] {
  const login = stage.watch.loginOf(row.contexts[0] ?? '');
  if (login === undefined) return [];
  const whom = login.subject === undefined ? login.user : `${login.user} (${login.subject})`;
  const lines = [item('user', login.impersonates === undefined ? whom : `${whom} as ${login.impersonates}`)];
  if (login.group) lines.push(item('login', login.group.name));
  if (login.expires !== undefined) {
    const left = login.expires - now;
    const when = left > 0 ? `in ${coarseAge(left)}` : `${coarseAge(-left)} ago`;
    lines.push(
      item(
        'expires',
        `${when} (${moment(login.expires, now)})${login.isRenewed ? ', renewed by itself' : ''}`,
      ),
    );
  }
  return lines;
}

function connectionLines(stage: Stage, row: ClusterRow): readonly Line[] {
  const report = stage.watch.report().contexts.find(({context}) => context === row.contexts[0]);
  if (report === undefined) return [];
  const trip = report.roundTrip === undefined ? '?' : `${Math.round(report.roundTrip)} ms`;
  return [
    item('round trip', trip),
    item('sockets', `${report.socketsOpen} open, ${report.socketsMade} made, ${report.retries} retries`),
  ];
}

function watchWords(watch: ClusterRow['watches'][string], now: number): string {
  switch (watch.type) {
    case 'syncing':
      return `reading, ${watch.received}${watch.total === undefined ? '' : ` of ${watch.total}`}`;
    case 'synced':
      return watch.namespaces ? `read in ${watch.namespaces.join(', ')} only` : 'read whole';
    case 'denied':
      return `may not be listed: ${watch.reason}`;
    case 'absent':
      return 'not served';
    case 'failing':
      return `failing for ${coarseAge(now - watch.since)}: ${watch.reason}`;
  }
}

function faultLines(stage: Stage, row: ClusterRow, now: number): readonly Line[] {
  const faults = stage.feed.faults(row.contexts[0] ?? '');
  if (faults.length === 0) {
    return [
      item(
        '',
        row.worst.type === 'known' ? 'nothing that can be seen' : 'not known: not everything can be seen',
      ),
    ];
  }
  const seconds = stage.feed.clusterNow(row.contexts[0] ?? '') || now / 1000;
  return faults.slice(0, 50).map(({kind, namespace, name, reason, since}) => {
    const object = namespace === '' ? name : `${namespace}/${name}`;
    const age = since === 0 ? '' : `, ${coarseAge((seconds - since) * 1000)}`;
    return item(kind, `${object}: ${reason}${age}`);
  });
}

/** `deployments.apps`, `events?type=Warning` and `clusters.cluster.karmada.io?members` as people call them. */
function wordOf(kind: string): string {
  const [name = '', selector] = kind.split('?');
  if (selector === 'members') return selector;
  return selector === undefined ? (kindById(kind)?.resource.plural ?? name) : 'warnings';
}

function head(text: string): Line {
  return [{text, role: 'heading'}];
}

function item(name: string, text: string): Line {
  return [{text: `  ${name.padEnd(12)} `, role: 'dim'}, {text: sanitise(text)}];
}
