import type {ExecEntry, UserEntry} from './context.ts';
import {isToken} from './identity.ts';
import type {Judged} from './kubeconfig-cluster.ts';
import type {Part} from './kubeconfig-file.ts';
import {type NamedFiles, pairFault, resolveFrom} from './kubeconfig-files.ts';
import {describeIssue, userSchema} from './kubeconfig-schema.ts';

type Fields = ReturnType<typeof userSchema.parse>;

/** A user entry by client-go's rules (`tools/clientcmd/validation.go`). A token file is not read here: it may come later. */
export async function judgeUser(part: Part, files: NamedFiles): Promise<Judged<UserEntry>> {
  const bad = (reason: string, field: readonly PropertyKey[] = []): Judged<UserEntry> => ({
    type: 'bad',
    reason: `${part.place(field)}: user "${part.name}": ${reason}`,
  });
  if (part.fault !== undefined) return {type: 'bad', reason: part.fault};
  const parsed = userSchema.safeParse(part.value ?? {});
  if (!parsed.success) {
    const {field, reason} = describeIssue(parsed.error);
    return bad(reason, field);
  }
  const fields = parsed.data;
  const fault = contradictionIn(fields) ?? unsendableIn(fields);
  if (fault !== undefined) return bad(fault.reason, fault.field);
  const pair = await readPair(part, fields, files);
  if ('reason' in pair) return bad(pair.reason, pair.field);
  const exec = execOf(part, fields);
  if (exec !== undefined && 'reason' in exec) return bad(exec.reason, exec.field);
  const tokenFile = resolveFrom(part.file, fields.tokenFile);
  const provider = fields['auth-provider'];
  const value: UserEntry = {
    name: part.name,
    ...pair.entry,
    ...(fields.token !== undefined ? {token: fields.token} : {}),
    ...(tokenFile !== undefined ? {tokenFile} : {}),
    ...(fields.username !== undefined ? {username: fields.username} : {}),
    ...(fields.password !== undefined ? {password: fields.password} : {}),
    ...(fields.as !== undefined
      ? {
          impersonate: {
            user: fields.as,
            ...(fields['as-uid'] !== undefined ? {uid: fields['as-uid']} : {}),
            groups: fields['as-groups'],
            extra: fields['as-user-extra'],
          },
        }
      : {}),
    ...(exec !== undefined ? {exec} : {}),
    ...(provider
      ? {file: part.file, authProvider: {name: provider.name, config: provider.config ?? {}}}
      : {}),
  };
  return {type: 'good', value, contents: pair.contents};
}

interface Fault {
  readonly reason: string;
  readonly field: readonly PropertyKey[];
}

function contradictionIn(fields: Fields): Fault | undefined {
  const provider = fields['auth-provider'];
  const hasBasic = fields.username !== undefined || fields.password !== undefined;
  if (fields.token !== undefined && hasBasic) {
    return {reason: 'has both a token and a username or password; only one is allowed', field: ['token']};
  }
  if (fields.exec && provider) {
    return {reason: 'has both exec and auth-provider; only one is allowed', field: ['exec']};
  }
  const hasImpersonation =
    fields['as-uid'] !== undefined ||
    fields['as-groups'].length > 0 ||
    Object.keys(fields['as-user-extra']).length > 0;
  if (fields.as === undefined && hasImpersonation) {
    return {reason: 'impersonates groups, uid or extra without a user (as)', field: []};
  }
  return provider ? providerFault(provider.name, provider.config ?? {}) : undefined;
}

/** What goes into a header and cannot: kubectl fails over it with every request. The value may be secret. */
function unsendableIn(fields: Fields): Fault | undefined {
  const config = fields['auth-provider']?.config ?? {};
  const tokens: readonly (readonly [text: string | undefined, field: readonly string[]])[] = [
    [fields.token, ['token']],
    ...['id-token', 'access-token'].map((key) => [config[key], ['auth-provider', 'config', key]] as const),
  ];
  const [, token] = tokens.find(([text]) => text && !isToken(text)) ?? [];
  if (token !== undefined) {
    return {
      reason: `${token.at(-1)} holds a line break or another character that no token has: write it on one line`,
      field: token,
    };
  }
  const names: readonly (readonly [text: string | undefined, field: string])[] = [
    [fields.as, 'as'],
    [fields['as-uid'], 'as-uid'],
    ...fields['as-groups'].map((group) => [group, 'as-groups'] as const),
    ...Object.values(fields['as-user-extra']).flatMap((values) =>
      values.map((value) => [value, 'as-user-extra'] as const),
    ),
  ];
  const [, name] = names.find(([text]) => text && /[^\P{Cc}\t]/u.test(text)) ?? [];
  if (name === undefined) return undefined;
  return {reason: `${name} holds a line break or another control character`, field: [name]};
}

function providerFault(name: string, config: Readonly<Record<string, string>>): Fault | undefined {
  const field = ['auth-provider'];
  switch (name) {
    case 'oidc': {
      const missing = ['idp-issuer-url', 'client-id'].find((key) => !config[key]);
      return missing ? {reason: `auth-provider oidc has no ${missing}`, field} : undefined;
    }
    case 'gcp':
      if (config['access-token'] || config['cmd-path']) return undefined;
      return {
        reason:
          'auth-provider gcp has neither access-token nor cmd-path; use the exec plugin gke-gcloud-auth-plugin',
        field,
      };
    case 'azure':
      return {
        reason:
          'auth-provider azure was removed from Kubernetes clients; run: kubelogin convert-kubeconfig (github.com/Azure/kubelogin)',
        field,
      };
    default:
      return {reason: `auth-provider "${name}" is not known; gcp and oidc are`, field};
  }
}

type Pair = {
  readonly entry: Pick<UserEntry, 'certificateData' | 'certificateFile' | 'keyData' | 'keyFile'>;
  readonly contents: readonly string[];
};

async function readPair(part: Part, fields: Fields, files: NamedFiles): Promise<Pair | Fault> {
  const certificateData = fields['client-certificate-data'];
  const keyData = fields['client-key-data'];
  // Data wins over a file, as in client-go.
  const certificateFile =
    certificateData === undefined ? resolveFrom(part.file, fields['client-certificate']) : undefined;
  const keyFile = keyData === undefined ? resolveFrom(part.file, fields['client-key']) : undefined;
  // As in client-go, a key without a certificate is not looked at.
  if (certificateData === undefined && certificateFile === undefined) return {entry: {}, contents: []};
  if (keyData === undefined && keyFile === undefined) {
    return {
      reason: 'has a client certificate but no client-key or client-key-data',
      field: ['client-certificate-data'],
    };
  }
  const contents: string[] = [];
  const take = async (field: string, data: string | undefined, file: string | undefined) => {
    if (data !== undefined || file === undefined) return {text: data ?? ''};
    const found = await files.read(file);
    if ('reason' in found)
      return {reason: `${field} ${file} cannot be read: ${found.reason}`, field: [field]};
    contents.push(found.text);
    return found;
  };
  const certificate = await take('client-certificate', certificateData, certificateFile);
  if ('reason' in certificate) return certificate;
  const key = await take('client-key', keyData, keyFile);
  if ('reason' in key) return key;
  const fault = pairFault(certificate.text, key.text);
  if (fault !== undefined) {
    const where = certificateFile === undefined ? '' : ` (${certificateFile})`;
    return {
      reason: `${fault}${where}`,
      field: [certificateFile === undefined ? 'client-certificate-data' : 'client-certificate'],
    };
  }
  return {
    entry: {
      ...(certificateFile !== undefined ? {certificateFile} : {certificateData: certificate.text}),
      ...(keyFile !== undefined ? {keyFile} : {keyData: key.text}),
    },
    contents,
  };
}

function execOf(part: Part, {exec}: Fields): ExecEntry | Fault | undefined {
  if (!exec) return undefined;
  const {apiVersion, command, args, env, installHint, provideClusterInfo, interactiveMode} = exec;
  if (command === undefined) return {reason: 'exec has no command', field: ['exec']};
  if (apiVersion === undefined) return {reason: 'exec has no apiVersion', field: ['exec']};
  if (!execVersions.includes(apiVersion)) {
    const known = execVersions.join(' or ');
    return {
      reason: `exec.apiVersion "${apiVersion}" is not spoken any more; ${known} is`,
      field: ['exec', 'apiVersion'],
    };
  }
  if (env.some((variable) => variable.name === '')) {
    return {reason: 'exec.env has a variable without a name', field: ['exec', 'env']};
  }
  // v1 asks for it explicitly; v1beta1 had it optional.
  const mode = interactiveMode ?? (apiVersion.endsWith('v1beta1') ? 'IfAvailable' : undefined);
  if (mode !== 'Never' && mode !== 'IfAvailable' && mode !== 'Always') {
    return {
      reason: 'exec.interactiveMode must be Never, IfAvailable or Always',
      field: ['exec', 'interactiveMode'],
    };
  }
  return {
    apiVersion,
    command: command.includes('/') ? (resolveFrom(part.file, command) ?? command) : command,
    args,
    env,
    ...(installHint !== undefined ? {installHint} : {}),
    provideClusterInfo,
    interactiveMode: mode,
  };
}

const execVersions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];
