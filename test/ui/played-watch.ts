import type {Ended, Program} from '../../src/commands/index.ts';
import type {Outside} from '../../src/ui/index.ts';
import type {
  ContextLogin,
  LoginCommand,
  LoginInfo,
  LoginOutcome,
  ObjectAnswer,
  Watch,
  WatchReport,
} from '../../src/watch/index.ts';

/** A watch that says what a test has it say, and keeps what it was asked to do. */
export interface PlayedWatch extends Watch {
  /** `park prod-eu1`, `heal aws`, in their order. */
  readonly done: string[];
  /** How many hold a wish, by `context kind`. */
  readonly wanted: Map<string, number>;
  readonly play: {
    contexts: string[];
    /** Another array where the kubeconfig was read again. */
    problems: readonly string[];
    login: Map<string, ContextLogin>;
    logins: LoginInfo[];
    /** By context. */
    command: Map<string, LoginCommand>;
    outcome: LoginOutcome;
    kubeconfig: Map<string, string>;
    /** By name of the object. */
    objects: Map<string, ObjectAnswer | Promise<ObjectAnswer>>;
    report: WatchReport;
  };
}

export function playedWatch(): PlayedWatch {
  const done: string[] = [];
  const wanted = new Map<string, number>();
  const count = (keys: readonly string[], by: number) => {
    for (const key of keys) wanted.set(key, (wanted.get(key) ?? 0) + by);
  };
  const play: PlayedWatch['play'] = {
    contexts: [],
    problems: [],
    login: new Map(),
    logins: [],
    command: new Map(),
    outcome: {type: 'healed'},
    kubeconfig: new Map(),
    objects: new Map(),
    report: {contexts: [], logins: []},
  };
  return {
    done,
    wanted,
    play,
    get contexts() {
      return play.contexts;
    },
    currentContext: undefined,
    get problems() {
      return play.problems;
    },
    namespaceOf: () => 'default',
    want(kinds, contexts = play.contexts) {
      const keys = kinds.flatMap(({resource}) => contexts.map((one) => `${one} ${resource.plural}`));
      count(keys, 1);
      return {[Symbol.dispose]: () => count(keys, -1)};
    },
    settled: () => Promise.resolve(),
    resolve: async () => undefined,
    readObject: async (_context, _resource, {name}) =>
      play.objects.get(name) ?? {type: 'failed', reason: `there is no ${name} any more`, status: 404},
    ask: async () => ({type: 'lost', reason: 'not played', isSent: false}),
    permitWrites: () => undefined,
    endpointOf: async () => undefined,
    park: (context) => void done.push(`park ${context}`),
    unpark: (context) => void done.push(`unpark ${context}`),
    reconnect: (context) => void done.push(`reconnect ${context}`),
    loginOf: (context) => play.login.get(context),
    logins: () => play.logins,
    needsLogin: (context) => play.logins.some(({contexts}) => contexts.includes(context)),
    choose(groups) {
      done.push(...[...groups].map(([id, isChosen]) => `choose ${id} ${isChosen}`));
    },
    loginCommand: async (context) => play.command.get(context),
    async healLogin(context, printed) {
      done.push(`heal ${context}${printed === undefined ? '' : ` with ${printed.length} characters`}`);
      return play.outcome;
    },
    kubeconfigFor: (context) => play.kubeconfig.get(context),
    report: () => play.report,
    close: async () => undefined,
  };
}

/** The world around the screen, in memory. */
export interface PlayedOutside extends Outside {
  readonly ran: Program[];
  readonly files: Map<string, string>;
  readonly programs: Set<string>;
  quits: number;
  /** A program has the terminal. */
  isRunning: boolean;
  /** How the next program ends. */
  ended: Ended | Promise<Ended>;
  /** Programs run beside the screen, and the kubeconfig that each could read. */
  readonly readings: {
    readonly command: readonly string[];
    readonly keeps: 'beginning' | 'end';
    readonly kubeconfig: string | undefined;
    readonly signal: AbortSignal;
  }[];
  /** What the next of them prints. */
  printed: Ended | Promise<Ended>;
  /** What saving says instead. */
  refusal: string | undefined;
}

export function playedOutside(): PlayedOutside {
  const outside: PlayedOutside = {
    ran: [],
    files: new Map(),
    programs: new Set(),
    quits: 0,
    isRunning: false,
    ended: {type: 'ended', code: 0, output: ''},
    readings: [],
    printed: {type: 'ended', code: 0, output: ''},
    refusal: undefined,
    shell: ['/bin/zsh'],
    async run(program) {
      outside.ran.push(program);
      outside.isRunning = true;
      const ended = await outside.ended;
      outside.isRunning = false;
      return ended;
    },
    has: (program) => outside.programs.has(program),
    async read(program, signal) {
      const path = program.variables?.['KUBECONFIG'] ?? '';
      const {command, keeps} = program;
      outside.readings.push({command, keeps, kubeconfig: outside.files.get(path), signal});
      return outside.printed;
    },
    async privateFile(name, text) {
      const path = `/run/user/${name}`;
      outside.files.set(path, text);
      return {path, remove: () => void outside.files.delete(path)};
    },
    async save(name, text) {
      if (outside.refusal !== undefined) throw new Error(outside.refusal);
      outside.files.set(`/home/ann/${name}`, text);
      return `/home/ann/${name}`;
    },
    quit() {
      outside.quits += 1;
    },
  };
  return outside;
}
