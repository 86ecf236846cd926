import {isDeepStrictEqual} from 'node:util';
import type {KubeconfigContext} from './context.ts';

/**
 * Whether two readings of a context say the same, but for the tokens of its OIDC session: those are written into the
 * kubeconfig with every renewal, by kubectl or by us, and what is connected may stay.
 */
export function isSameContext(one: KubeconfigContext, other: KubeconfigContext | undefined): boolean {
  return isDeepStrictEqual(withoutTokens(one), other && withoutTokens(other));
}

function withoutTokens(context: KubeconfigContext): KubeconfigContext {
  if (context.type === 'broken' || context.entry.user.authProvider?.name !== 'oidc') return context;
  const {entry} = context;
  const {name, config} = context.entry.user.authProvider;
  // That there is one, and so no person needed for a fresh credential, is still told.
  const tokens = {'id-token': '', ...(config['refresh-token'] ? {'refresh-token': '…'} : {})};
  return {
    ...context,
    entry: {...entry, user: {...entry.user, authProvider: {name, config: {...config, ...tokens}}}},
  };
}
