import * as z from 'zod';

/**
 * The fields of a kubeconfig that matter here, by their names in the file (client-go `tools/clientcmd/api/v1`). As in
 * Go, null is the same as absent; what is unknown is ignored.
 */
const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const extensions = z
  .array(z.object({name: z.string(), extension: z.unknown()}))
  .nullish()
  .transform((value) => value ?? []);

/** Go's decoder skips line breaks in base64 and nothing else. */
const base64 = text.transform((value, context) => {
  const compact = value?.replace(/[\r\n]/g, '');
  if (compact === undefined) return undefined;
  if (compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact)) {
    return Buffer.from(compact, 'base64').toString('utf8');
  }
  context.addIssue({code: 'custom', message: 'is not base64'});
  return z.NEVER;
});

export const clusterSchema = z.object({
  server: text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': flag,
  'certificate-authority': text,
  'certificate-authority-data': base64,
  'proxy-url': text,
  'disable-compression': flag,
  extensions,
});

export const execSchema = z.object({
  apiVersion: text,
  command: text,
  args: texts,
  env: z
    .array(z.object({name: z.string(), value: z.string().nullish()}))
    .nullish()
    .transform((value) =>
      (value ?? []).map((variable) => ({name: variable.name, value: variable.value ?? ''})),
    ),
  installHint: text,
  provideClusterInfo: flag,
  interactiveMode: text,
});

export const userSchema = z.object({
  'client-certificate': text,
  'client-certificate-data': base64,
  'client-key': text,
  'client-key-data': base64,
  token: text,
  tokenFile: text,
  as: text,
  'as-uid': text,
  'as-groups': texts,
  'as-user-extra': z
    .record(z.string(), texts)
    .nullish()
    .transform((value) => value ?? {}),
  username: text,
  password: text,
  'auth-provider': z.object({name: z.string(), config: z.record(z.string(), z.string()).nullish()}).nullish(),
  exec: execSchema.nullish(),
});

export const contextSchema = z.object({cluster: text, user: text, namespace: text});

/** The first thing wrong, in words, and which field it is. Values are left out: they may be secrets. */
export function describeIssue(error: z.ZodError): {
  readonly field: readonly PropertyKey[];
  readonly reason: string;
} {
  const issue = error.issues[0];
  if (issue === undefined) return {field: [], reason: 'is not as it should be'};
  const name = issue.path.length > 0 ? issue.path.map(String).join('.') : 'it';
  const reason =
    issue.code === 'invalid_type' ? (wanted[issue.expected] ?? `must be ${issue.expected}`) : issue.message;
  return {field: issue.path, reason: `${name} ${reason}`};
}

const wanted: Readonly<Record<string, string>> = {
  string: 'must be text: put it in quotes',
  boolean: 'must be true or false, without quotes',
  array: 'must be a list',
  object: 'must hold fields',
  record: 'must hold fields',
};
