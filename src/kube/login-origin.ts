import type {ContextEntry} from './context.ts';
import {isSecure} from './identity.ts';

/** Where the credentials of a context come from, `none` where nothing is sent. */
export type LoginOrigin =
  | 'plugin'
  | 'gcp'
  | 'oidc'
  | 'token'
  | 'token file'
  | 'password'
  | 'certificate'
  | 'none';

/** As in client-go, a token or password in the entry comes before any login, a certificate before exec. */
export function loginOrigin(entry: ContextEntry): LoginOrigin {
  const {user} = entry;
  if (!isSecure(entry)) return 'none';
  if (user.tokenFile !== undefined) return 'token file';
  if (user.token !== undefined) return 'token';
  if (user.username !== undefined) return 'password';
  if (user.authProvider !== undefined) return user.authProvider.name === 'gcp' ? 'gcp' : 'oidc';
  if (user.certificateData !== undefined || user.certificateFile !== undefined) return 'certificate';
  return user.exec === undefined ? 'none' : 'plugin';
}

/**
 * Whether the credentials come from a session that can end (exec plugin, gcp command, OIDC) and so go through the
 * broker.
 */
export function hasLogin(entry: ContextEntry): boolean {
  const origin = loginOrigin(entry);
  return origin === 'plugin' || origin === 'gcp' || origin === 'oidc';
}

/** Whether a program has to run before this context can be asked anything. */
export function needsPlugin(entry: ContextEntry): boolean {
  return (
    loginOrigin(entry) === 'plugin' || (loginOrigin(entry) === 'gcp' && hasProviderField(entry, 'cmd-path'))
  );
}

/** Whether a fresh credential can be had without a person, as long as the session beneath it lasts. */
export function isRenewable(entry: ContextEntry): boolean {
  switch (loginOrigin(entry)) {
    case 'plugin':
      return entry.user.exec?.interactiveMode !== 'Always';
    case 'gcp':
      return hasProviderField(entry, 'cmd-path');
    case 'oidc':
      return hasProviderField(entry, 'refresh-token');
    // Whoever writes the file (a kubelet, an agent) writes the next one in time.
    case 'token file':
      return true;
    case 'token':
    case 'password':
    case 'certificate':
    case 'none':
      return false;
  }
}

function hasProviderField({user}: ContextEntry, field: string): boolean {
  return Boolean(user.authProvider?.config[field]);
}
