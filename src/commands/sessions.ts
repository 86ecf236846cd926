import type {ClusterRow} from '../fleet/index.ts';
import {noContext, notHere} from './clusters.ts';
import type {Command} from './command.ts';
import {withKubeconfig} from './private-kubeconfig.ts';
import type {Stage} from './stage.ts';

/** What lends the terminal to another program: the login of a group, a shell, k9s. */
export const sessions: readonly Command[] = [
  {
    id: 'cluster.login',
    title: 'log in: heals every row of the same login',
    hint: loginHint,
    rank: 4,
    scopes: ['grid', 'cluster'],
    disabled: noLogin,
    run: logIn,
  },
  {
    id: 'cluster.shell',
    title: 'a shell whose KUBECONFIG holds only this cluster',
    scopes: ['grid', 'list', 'cluster'],
    disabled: noShell,
    async run(stage) {
      const row = stage.subject.here;
      if (row) await narrowed(stage, row, stage.shell, 'KUBECONFIG holds only this context; exit comes back');
    },
  },
  {
    id: 'cluster.k9s',
    title: 'k9s on this cluster',
    scopes: ['grid', 'list', 'cluster'],
    disabled: (stage) => noShell(stage) ?? (stage.has('k9s') ? undefined : 'k9s is not on the PATH'),
    async run(stage) {
      const row = stage.subject.here;
      if (row) await narrowed(stage, row, ['k9s'], 'k9s on this context alone; :q comes back');
    },
  },
];

function noShell(stage: Stage): string | undefined {
  const {here} = stage.subject;
  return here === undefined ? notHere(stage) : noContext([here]);
}

function loginHint(stage: Stage): string | undefined {
  if (noLogin(stage) !== undefined) return undefined;
  const row = stage.subject.here;
  if (row?.connection.type !== 'login') return undefined;
  const {group} = row.connection;
  const {clusters} = stage.feed.store.getState();
  const alike = clusters.filter(({connection}) => connection.type === 'login' && connection.group === group);
  return `login ${alike.length}`;
}

function noLogin(stage: Stage): string | undefined {
  const row = stage.subject.here;
  const [context] = row?.contexts ?? [];
  if (row === undefined || context === undefined) return noShell(stage);
  if (stage.watch.loginOf(context)?.group !== undefined) return undefined;
  return `${row.name} has no login that could be run: its credentials stand in the kubeconfig`;
}

async function logIn(stage: Stage): Promise<void> {
  const row = stage.subject.here;
  const [context = ''] = row?.contexts ?? [];
  const login = await stage.watch.loginCommand(context);
  if (row === undefined || login === undefined) {
    stage.say('no login command is known for it: name one in the settings (logins: command:)', 'bad');
    return;
  }
  const group = stage.watch.logins().find(({held}) => held.includes(context));
  // Who logs in wants it connected, also where it was held back until somebody chose it.
  if (group) stage.watch.choose(new Map([[group.id, true]]));
  const {command, environment, isPlugin} = login;
  const banner = `login for ${row.name}: ${command.join(' ')}`;
  const ended = await stage.lend({command, environment, banner, ...(isPlugin ? {isSecret: true} : {})});
  if (ended.type === 'failed' || ended.code !== 0) {
    const how =
      ended.type === 'failed' ? `did not start: ${ended.reason}` : `ended with exit code ${ended.code}`;
    stage.say(`not logged in: ${command[0]} ${how}`, 'bad');
    return;
  }
  stage.say('the login ended well; asking every cluster behind it again');
  const outcome = await stage.watch.healLogin(context, isPlugin ? ended.output : undefined);
  if (outcome.type === 'healed') stage.say('logged in', 'good');
  else stage.say(`still refused: ${outcome.reason}`, 'bad');
}

async function narrowed(
  stage: Stage,
  {name, contexts}: ClusterRow,
  command: readonly string[],
  what: string,
): Promise<void> {
  const [context = ''] = contexts;
  // Of several contexts that lead to one cluster it is watched through one, which need not be the one it is named after.
  const who = context === name ? name : `${name} (context ${context})`;
  const ended = await withKubeconfig(stage, context, (variables) =>
    stage.lend({command, variables, banner: `${who}: ${what}`}),
  );
  if (ended === undefined)
    stage.say(`${name} has no usable kubeconfig entry: ${stage.keyFor('cluster.why')} says why`, 'bad');
  else if (ended.type === 'failed') stage.say(`${command[0]} did not start: ${ended.reason}`, 'bad');
}
