import {glob} from '../text/index.ts';
import type {ContextRule, GroupRule, Settings} from './settings.ts';

/** What is known of a context without asking its server. */
export interface EntryFacts {
  readonly context: string;
  readonly server: string;
  /** As `providerOf` tells it. */
  readonly provider: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface GroupAndTier {
  readonly group: string;
  readonly tier: string;
}

/** The first rule that matches; '' and '' where none does (shown as `?`, and treated as production). */
export function groupOf(facts: EntryFacts, settings: Pick<Settings, 'groups'>): GroupAndTier {
  const rule = settings.groups.find(({match}) => isMatch(match, facts));
  return {group: rule?.name ?? '', tier: rule?.tier ?? ''};
}

/** The first rule for this context, how to talk to it. */
export function contextRuleOf(
  context: string,
  settings: Pick<Settings, 'contexts'>,
): ContextRule | undefined {
  return settings.contexts.find(({match}) => glob(match).test(context));
}

function isMatch(match: GroupRule['match'], facts: EntryFacts): boolean {
  const {context, server, provider, label} = match;
  if (context !== undefined && !glob(context).test(facts.context)) return false;
  if (server !== undefined && !glob(server).test(facts.server)) return false;
  if (provider !== undefined && !glob(provider).test(facts.provider)) return false;
  if (label !== undefined && !hasLabel(label, facts.labels ?? {})) return false;
  return [context, server, provider, label].some((given) => given !== undefined);
}

function hasLabel(wished: string, labels: Readonly<Record<string, string>>): boolean {
  const at = wished.indexOf('=');
  const value = labels[wished.slice(0, at)];
  return value !== undefined && glob(wished.slice(at + 1)).test(value);
}
