import {parseArgs} from 'node:util';
import {rigUnavailable} from './build.ts';
import {type Ask, askRunning, controlSocket, serveControl} from './control.ts';
import {installMetrics, sampleMetrics} from './metrics.ts';
import {readPart} from './parts.ts';
import {type Rig, rig} from './rig.ts';
import {showcase} from './showcase.ts';
import {type UserName, userNames} from './users.ts';
import {answerFor, clusterVerbs, statusTable} from './verbs.ts';

const usage = `usage: npm run rig -- up [--clusters 3] [--nodes 5] [--pods 0] [--emulate 1.34,1.36,1.37] [--metrics] [--empty]
                          [--user admin] [--with PART,…]
       npm run rig -- status | down
${Object.entries(clusterVerbs)
  .map(([verb, {wants, about}]) => `       npm run rig -- ${`${verb} ${wants}`.padEnd(22)} ${about}`)
  .join('\n')}`;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(
    `rig: ${(error instanceof Error ? error.message : String(error)).replace(/^rig: /, '')}\n`,
  );
  process.exitCode = 1;
}

async function main(argv: readonly string[]): Promise<number> {
  const [verb, ...args] = argv;
  if (verb === 'up') return await up(args);
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') {
    process.stdout.write(`${usage}\n`);
    return verb === undefined ? 2 : 0;
  }
  if (verb !== 'status' && verb !== 'down' && clusterVerbs[verb] === undefined) {
    process.stderr.write(`rig: no verb "${verb}"\n${usage}\n`);
    return 2;
  }
  const reply = await askRunning(controlSocket(), verb, args);
  if (reply === undefined) throw new Error('no rig is up; start one with: npm run rig -- up');
  if (!reply.ok) throw new Error(reply.text);
  process.stdout.write(`${reply.text}\n`);
  return 0;
}

async function up(args: readonly string[]): Promise<number> {
  const options = upOptions(args);
  const missing = rigUnavailable(options.with);
  if (missing !== undefined) throw new Error(missing);
  const ended = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ended.resolve());
  const progress = (text: string) => process.stderr.write(`rig: ${text}\n`);
  const started = Date.now();
  let answer: Ask = async (verb) => {
    if (verb === 'down') ended.resolve();
    return verb === 'down' ? 'the rig is going down' : 'the rig is starting';
  };
  await using _control = await serveControl(controlSocket(), (verb, rest) => answer(verb, rest));
  const booting = boot(options, progress);
  const fleet = await Promise.race([booting, ended.promise]);
  if (fleet === undefined) {
    progress('interrupted; taking down what is up');
    await booting.then((late) => late[Symbol.asyncDispose]()).catch(() => {});
    return 130;
  }
  try {
    answer = answerFor(fleet, () => ended.resolve());
    progress(
      `${fleet.clusters.length} clusters in ${Math.round((Date.now() - started) / 1000)} s; ctrl-c ends them`,
    );
    process.stdout.write(`${statusTable(fleet)}\nexport KUBECONFIG=${fleet.kubeconfig}\n`);
    await ended.promise;
    progress('going down');
  } finally {
    await fleet[Symbol.asyncDispose]();
  }
  return 0;
}

async function boot(options: UpOptions, progress: (text: string) => void): Promise<Rig> {
  const {nodes} = options;
  const fleet = await rig({...options, metrics: false, onProgress: progress});
  try {
    if (nodes > 0 && !options.isEmpty) {
      progress('filling them with deployments, a rollout and some trouble');
      await Promise.all(fleet.members.map((cluster, index) => showcase(cluster, index)));
    }
    // Last, since it gives figures to the pods there are.
    if (options.metrics)
      for (const cluster of fleet.members) {
        await installMetrics(cluster);
        await sampleMetrics(cluster);
      }
  } catch (error) {
    await fleet[Symbol.asyncDispose]();
    throw error;
  }
  return fleet;
}

interface UpOptions {
  readonly clusters: number;
  readonly nodes: number;
  readonly pods: number;
  readonly emulate: readonly string[];
  readonly metrics: boolean;
  readonly isEmpty: boolean;
  readonly user: UserName;
  readonly with: readonly string[];
}

function upOptions(args: readonly string[]): UpOptions {
  const {values} = parseArgs({
    args: [...args],
    options: {
      clusters: {type: 'string', default: '3'},
      nodes: {type: 'string', default: '3'},
      pods: {type: 'string', default: '0'},
      emulate: {type: 'string', default: ''},
      metrics: {type: 'boolean', default: false},
      empty: {type: 'boolean', default: false},
      user: {type: 'string', default: 'admin'},
      with: {type: 'string', multiple: true, default: []},
    },
  });
  const parts = values.with.flatMap(list);
  for (const part of parts) readPart(part);
  const emulate = list(values.emulate);
  for (const version of emulate)
    if (!/^1\.3[4-7]$/.test(version)) throw new Error(`--emulate takes 1.34 to 1.37, not "${version}"`);
  if (!(userNames as readonly string[]).includes(values.user))
    throw new Error(`no user "${values.user}"; there are: ${userNames.join(', ')}`);
  return {
    clusters: count('clusters', values.clusters, 1),
    nodes: count('nodes', values.nodes),
    pods: count('pods', values.pods),
    emulate,
    metrics: values.metrics,
    isEmpty: values.empty,
    user: values.user as UserName,
    with: parts,
  };
}

function list(value: string): readonly string[] {
  return value.split(',').filter((one) => one !== '');
}

function count(name: string, value: string, least = 0): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least)
    throw new Error(`--${name} takes a number from ${least}, not "${value}"`);
  return number;
}
