import {chmod, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

export interface LoginPluginOptions {
  readonly folder: string;
  /** Whose session it is, for a person. */
  readonly user: string;
  /** What it gives once somebody has logged in. */
  readonly token: string;
}

/** How a kubeconfig names it, as the `exec` of a user. */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly interactiveMode: 'IfAvailable';
}

const apiVersion = 'client.authentication.k8s.io/v1';

/**
 * Writes a credential plugin whose session has ended, as `aws` or `kubelogin` are in the morning: it fails until it may
 * ask a person, and then works for every cluster behind it. In sh, which is there wherever this runs, starts within
 * milliseconds, and can be read by whoever wonders what it does.
 */
export async function writeLoginPlugin({folder, user, token}: LoginPluginOptions): Promise<ExecPlugin> {
  const command = join(folder, 'acme-login');
  const credential = JSON.stringify({kind: 'ExecCredential', apiVersion, status: {token}});
  const script = `#!/bin/sh
# The simulated login of the demonstration: there is a session once somebody has pressed enter here.
session="\${0%/*}/session"
if [ ! -f "$session" ]; then
  case "$KUBERNETES_EXEC_INFO" in
    *'"interactive":true'*) ;;
    *) echo 'the session of ${user} has ended: log in again' >&2; exit 1 ;;
  esac
  printf 'Simulated single sign-on: the session of ${user} has ended.\\nPress enter to log in again: ' >&2
  read -r answer || exit 1
  : >"$session" || exit 1
fi
echo '${credential}'
`;
  await writeFile(command, script, {mode: 0o700});
  // The mode above counts for new files alone.
  await chmod(command, 0o700);
  return {apiVersion, command, interactiveMode: 'IfAvailable'};
}
