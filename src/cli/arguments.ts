import {Command, CommanderError, InvalidArgumentError, Option} from 'commander';

import {examples} from './help.ts';
import {
  type DoctorOutput,
  doctorOutputs,
  type FleetOptions,
  type Invocation,
  type KeysOutput,
  keysOutputs,
  type OutputFormat,
  outputFormats,
} from './invocation.ts';

/**
 * Understands the command line. Never throws for what a person typed: a mistake is `refuse` with a sentence and, where
 * something near exists, a suggestion.
 * @param argv what follows the program's name
 * @param version printed by `--version`
 */
export function parseArguments(argv: readonly string[], version: string): Invocation {
  const written = {text: ''};
  const found: {invocation?: Invocation} = {};
  const program = programOf(version, written, (invocation) => {
    found.invocation = invocation;
  });
  try {
    program.parse(argv, {from: 'user'});
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // No command at all: commander would explain itself, as an error.
    if (error.code === 'commander.help' && error.exitCode !== 0)
      return {type: 'screen', fleet: fleetOptions(program)};
    return error.exitCode === 0 ? {type: 'print', text: written.text} : refusal(written.text);
  }
  return found.invocation ?? {type: 'print', text: program.helpInformation()};
}

function refusal(text: string): Invocation {
  return {type: 'refuse', text: `${text.trimEnd()}\nRun "flotilla --help" for what can be asked.\n`};
}

function programOf(
  version: string,
  written: {text: string},
  found: (invocation: Invocation) => void,
): Command {
  const program = withFleetOptions(new Command('flotilla'))
    .description('One live terminal for a fleet of Kubernetes clusters.')
    .version(`flotilla ${version}`, '-V, --version', 'print the version of this program')
    .helpOption('-h, --help', 'print this text')
    .helpCommand('help [command]', 'print the help text of a command')
    .configureOutput({
      writeOut: (text) => {
        written.text += text;
      },
      writeErr: (text) => {
        written.text += text;
      },
      // The narrowest terminal promised: the same text everywhere.
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    })
    .configureHelp({showGlobalOptions: false})
    .addHelpText('after', examples.program)
    .exitOverride();
  program.addCommand(getCommand(found).copyInheritedSettings(program));
  program.addCommand(doctorCommand(found).copyInheritedSettings(program));
  program.addCommand(demoCommand(found).copyInheritedSettings(program));
  program.addCommand(keysCommand(found).copyInheritedSettings(program));
  program.addCommand(
    new Command('version')
      .description('print the version of this program')
      .copyInheritedSettings(program)
      .action(() => found({type: 'print', text: `flotilla ${version}\n`})),
  );
  return program;
}

function getCommand(found: (invocation: Invocation) => void): Command {
  return withFleetOptions(new Command('get'))
    .description('list objects of every cluster in one table: clusters, or any kind the servers know')
    .argument('<kinds>', 'clusters, pods, po, deployments.apps … several with commas')
    .argument(
      '[query...]',
      'only rows that match (quote them): words, col:rx, !word, label:a=b, age:<10m, restarts:>5',
    )
    .option('-A, --all-namespaces', 'all namespaces, with a NAMESPACE column')
    .option('-n, --namespace <name>', "this namespace instead of each context's own")
    .addOption(
      new Option('-o, --output <format>', 'how to print').choices([...outputFormats]).default('table'),
    )
    .option('-w, --watch', 'go on: redraws in place on a terminal, one JSON line per change in a pipe')
    .addHelpText('after', examples.get)
    .action((kinds: string, words: readonly string[], options: GetFlags, command: Command) =>
      found(getInvocation(kinds, words, options, command)),
    );
}

interface GetFlags {
  readonly allNamespaces?: true;
  readonly namespace?: string;
  readonly output: OutputFormat;
  readonly watch?: true;
}

function getInvocation(
  kinds: string,
  words: readonly string[],
  options: GetFlags,
  command: Command,
): Invocation {
  const names = kinds.split(',').filter((name) => name !== '');
  if (names.length === 0) return refusal('error: name a kind, such as "pods"');
  if (options.namespace === '') return refusal('error: --namespace needs a name');
  return {
    type: 'get',
    get: {
      kinds: names,
      namespaces:
        options.allNamespaces === true
          ? {type: 'all'}
          : options.namespace !== undefined
            ? {type: 'named', name: options.namespace}
            : {type: 'context'},
      output: options.output,
      isWatching: options.watch === true,
      query: words.join(' '),
    },
    fleet: fleetOptions(command),
  };
}

function doctorCommand(found: (invocation: Invocation) => void): Command {
  return withFleetOptions(new Command('doctor'))
    .description('connect, then report contexts, login groups, sockets, watches, bytes and memory')
    .addOption(
      new Option('-o, --output <format>', 'how to print').choices([...doctorOutputs]).default('table'),
    )
    .addHelpText('after', examples.doctor)
    .action((options: {readonly output: DoctorOutput}, command: Command) =>
      found({type: 'doctor', output: options.output, fleet: fleetOptions(command)}),
    );
}

function demoCommand(found: (invocation: Invocation) => void): Command {
  return withFleetOptions(new Command('demo'))
    .description('open the grid on 24 simulated clusters in this process: no network, nothing to install')
    .option('--seed <number>', 'another fleet, the same every time (default: 1)', wholeNumber)
    .option('--speed <factor>', 'so many simulated seconds per second (default: 1)', factor)
    .option('--serve', 'no screen: print the kubeconfig for other programs, serve until ctrl-c')
    .addHelpText('after', examples.demo)
    .action((options: DemoFlags, command: Command) =>
      found({
        type: 'demo',
        demo: {seed: options.seed ?? 1, speed: options.speed ?? 1, isServing: options.serve === true},
        fleet: fleetOptions(command),
      }),
    );
}

interface DemoFlags {
  readonly seed?: number;
  readonly speed?: number;
  readonly serve?: true;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}

function factor(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= 1000))
    throw new InvalidArgumentError('Write a number above 0, at most 1000.');
  return number;
}

function keysCommand(found: (invocation: Invocation) => void): Command {
  return new Command('keys')
    .description('print what every key does, with the keymap and the overrides of the settings')
    .addOption(new Option('-o, --output <format>', 'how to print').choices([...keysOutputs]).default('table'))
    .action(({output}: {readonly output: KeysOutput}) => found({type: 'keys', output}));
}

/** They may stand before the command and after it. */
function withFleetOptions(command: Command): Command {
  return command
    .option('--kubeconfig <path>', 'file or folder; may be repeated', append)
    .option('--context <names>', 'only these contexts: names or globs, with commas', appendList)
    .option('--group <names>', 'only the contexts of these groups of the settings', appendList)
    .option('--read-only', 'send nothing but reads, whatever else is asked')
    .option('--timeout <duration>', 'how long to wait for clusters: 15s, 500ms, 2m (default: 15s)', duration);
}

interface FleetFlags {
  readonly kubeconfig?: readonly string[];
  readonly context?: readonly string[];
  readonly group?: readonly string[];
  readonly readOnly?: true;
  readonly timeout?: number;
}

const defaultTimeout = 15_000;

function fleetOptions(command: Command): FleetOptions {
  const own = command.opts<FleetFlags>();
  const outer = command.parent?.opts<FleetFlags>() ?? {};
  return {
    kubeconfig: [...(outer.kubeconfig ?? []), ...(own.kubeconfig ?? [])],
    contexts: [...(outer.context ?? []), ...(own.context ?? [])],
    groups: [...(outer.group ?? []), ...(own.group ?? [])],
    isReadOnly: own.readOnly === true || outer.readOnly === true,
    timeout: own.timeout ?? outer.timeout ?? defaultTimeout,
  };
}

function append(value: string, previous: readonly string[] | undefined): readonly string[] {
  if (value === '') throw new InvalidArgumentError('It is empty.');
  return [...(previous ?? []), value];
}

function appendList(value: string, previous: readonly string[] | undefined): readonly string[] {
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new InvalidArgumentError('It names nothing.');
  return [...(previous ?? []), ...names];
}

const unitMilliseconds = {ms: 1, s: 1000, m: 60_000} as const;

/** `15s`, `500ms`, `2m`; a bare number is seconds, as kubectl reads it. */
function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text);
  const amount = Number(match?.[1]);
  if (match === null || amount === 0) throw new InvalidArgumentError('Write it as 15s, 500ms or 2m.');
  return amount * unitMilliseconds[(match[2] ?? 's') as keyof typeof unitMilliseconds];
}
