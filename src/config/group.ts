import {glob} from '../text/index.ts';
import type {ContextRule, GroupRule, Settings} from './settings.ts';

/** What is known of a context without asking its server. */
export interface EntryFacts {
  readonly context: string;
  readonly server: string;
  /** As `providerOf` tells it. */
  readonly provider: string;
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
  const {context, server, provider} = match;
  if (context !== undefined && !glob(context).test(facts.context)) return false;
  if (server !== undefined && !glob(server).test(facts.server)) return false;
  if (provider !== undefined && !glob(provider).test(facts.provider)) return false;
  return [context, server, provider].some((given) => given !== undefined);
}
