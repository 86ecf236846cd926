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

/**
 * The namespaces to ask one by one where the whole cluster may not be listed: those of every context of its server, for
 * it is read through one of them, and `asked`, which a person named.
 */
export function namespacesOf(
  {name, cluster}: ContextEntry,
  {contexts}: Kubeconfig,
  settings: Settings,
  asked: string | undefined,
): readonly string[] {
  const entries = contexts.flatMap((context) => (context.type === 'usable' ? context.entry : []));
  const others = entries.filter((each) => each.name !== name && each.cluster.server === cluster.server);
  const own = entries.filter((each) => each.name === name);
  const usual = [...own, ...others].flatMap((entry) => {
    const wished = contextRuleOf(entry.name, settings)?.namespaces ?? [];
    return wished.length > 0 ? wished : [entry.namespace ?? 'default'];
  });
  return [...new Set(asked === undefined ? usual : [...usual, asked])];
}

function cluesOf(context: KubeconfigContext) {
  if (context.type === 'broken') return {context: context.name, server: ''};
  const {cluster, user} = context.entry;
  const command = user.exec
    ? [user.exec.command, ...user.exec.args]
    : user.authProvider && [user.authProvider.name];
  return {context: context.name, server: cluster.server, ...(command && {command})};
}
