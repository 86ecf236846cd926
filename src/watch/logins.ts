import type {RowLogin} from '../fleet/index.ts';
import {
  type Claims,
  type ContextEntry,
  fixedClaims,
  hasLogin,
  isRenewable,
  type LoginGroup,
  type LoginGroupRule,
  loginOrigin,
  loginProgram,
  loginWords,
  needsPlugin,
  ruleGroup,
} from '../kube/index.ts';
import {sanitise} from '../text/index.ts';
import type {Broker} from './broker/broker.ts';
import type {Choices} from './choices.ts';
import type {ContextLogin, LoginCommand, LoginInfo} from './login-info.ts';
import type {Environment} from './options.ts';

export interface LoginsOptions {
  readonly broker: Pick<Broker, 'groupOf' | 'credentialOf' | 'sessionOf'>;
  /** Settings' `logins`. */
  readonly rules: readonly LoginGroupRule[];
  /** What login commands inherit. */
  readonly environment: Environment;
}

/** How contexts introduce themselves, and how a person logs in to them. */
export interface Logins {
  /** Reads the certificate that the entry names; until then its end is not known. */
  learn(entry: ContextEntry): Promise<void>;
  of(entry: ContextEntry): ContextLogin;
  row(entry: ContextEntry): RowLogin;
  /** Id of its login group, where a plugin has to run for it. */
  pluginGroup(entry: ContextEntry): string | undefined;
  command(entry: ContextEntry): Promise<LoginCommand | undefined>;
  list(
    entries: readonly ContextEntry[],
    choices: Choices,
    isParked: (context: string) => boolean,
  ): readonly LoginInfo[];
}

export function createLogins({broker, rules, environment}: LoginsOptions): Logins {
  const fixed = new WeakMap<ContextEntry, Claims>();
  const groups = new WeakMap<ContextEntry, {readonly group: LoginGroup | undefined}>();

  /** Asked for every context each second, and the same for an entry as long as there is one. */
  const groupOf = (entry: ContextEntry): LoginGroup | undefined => {
    const known = groups.get(entry) ?? {group: broker.groupOf(entry)};
    groups.set(entry, known);
    return known.group;
  };

  /** Fixed credentials have no group, but the settings may know a command that writes new ones. */
  const commandGroup = (entry: ContextEntry) => groupOf(entry) ?? ruleGroup(entry, rules);

  const of = (entry: ContextEntry): ContextLogin => {
    const group = groupOf(entry);
    const held = group && broker.credentialOf(entry.name);
    const {subject, expires: end} = (group ? held?.claims : fixed.get(entry)) ?? {};
    const expires = held?.sessionEnds ?? end;
    const {impersonate, name} = entry.user;
    return {
      context: entry.name,
      origin: loginOrigin(entry),
      user: sanitise(name),
      ...(subject !== undefined && {subject}),
      ...(impersonate && {impersonates: sanitise(impersonate.user)}),
      ...(group && {group: namesOf(group)}),
      ...(expires !== undefined && {expires}),
      isRenewed: isRenewable(entry) && !held?.isBlocked && held?.sessionEnds === undefined,
    };
  };

  return {
    of,
    async learn(entry) {
      if (!hasLogin(entry)) fixed.set(entry, await fixedClaims(entry));
    },
    row(entry) {
      const {group, user, subject, impersonates, expires, isRenewed} = of(entry);
      const name = impersonates ?? subject;
      return {
        group: group?.short ?? user,
        ...(name !== undefined && {user: name}),
        ...(expires !== undefined && {expires}),
        isRenewed,
      };
    },
    pluginGroup: (entry) => (needsPlugin(entry) ? groupOf(entry)?.id : undefined),
    command: (entry) => loginProgram(entry, commandGroup(entry), environment),
    list(entries, choices, isParked) {
      const behind = Map.groupBy(entries, (entry) => groupOf(entry)?.id);
      return [...behind].flatMap(([id, members]): readonly LoginInfo[] => {
        const [first] = members;
        const group = first && groupOf(first);
        if (id === undefined || !first || !group) return [];
        const ends = members.flatMap((member) => of(member).expires ?? []);
        const command = loginWords(first, group);
        const isHeld = ({name}: ContextEntry) => isParked(name) && choices.markOf(name) !== 'parked';
        return [
          {
            ...namesOf(group),
            contexts: members.map(({name}) => name),
            held: members.filter(isHeld).map(({name}) => name),
            needsPlugin: members.some(needsPlugin),
            isChosen: choices.isChosen(id),
            session: broker.sessionOf(id),
            ...(ends.length > 0 && {expires: Math.min(...ends)}),
            ...(command && {command}),
          },
        ];
      });
    },
  };
}

function namesOf({id, name, short}: LoginGroup) {
  return {id, name: sanitise(name), short: sanitise(short)};
}
