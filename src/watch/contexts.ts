import {contextRuleOf, groupOf, providerOf, type Settings} from '../config/index.ts';
import type {ContextFacts} from '../fleet/index.ts';
import type {ContextEntry, Kubeconfig, KubeconfigContext} from '../kube/index.ts';

/** What can be said of every context without asking its server, in the kubeconfig's order, broken ones included. */
export function factsOf(kubeconfig: Kubeconfig, settings: Settings): readonly ContextFacts[] {
  return kubeconfig.contexts.map((context, order) => {
    const clues = cluesOf(context);
    const provider = providerOf(clues);
    return {
      context: context.name,
      server: clues.server,
      order,
      provider,
      isCurrent: context.name === kubeconfig.currentContext,
      ...groupOf({...clues, provider}, settings),
    };
  });
}

/** The namespaces to ask one by one where the whole cluster may not be listed; `asked` is one that a person named. */
export function namespacesOf(
  entry: ContextEntry,
  settings: Settings,
  asked: string | undefined,
): readonly string[] {
  const wished = contextRuleOf(entry.name, settings)?.namespaces ?? [];
  const usual = wished.length > 0 ? wished : [entry.namespace ?? 'default'];
  return asked === undefined || usual.includes(asked) ? usual : [...usual, asked];
}

function cluesOf(context: KubeconfigContext) {
  if (context.type === 'broken') return {context: context.name, server: ''};
  const {cluster, user} = context.entry;
  const command = user.exec
    ? [user.exec.command, ...user.exec.args]
    : user.authProvider && [user.authProvider.name];
  return {context: context.name, server: cluster.server, ...(command && {command})};
}
