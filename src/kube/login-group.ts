import {createHash} from 'node:crypto';
import {basename} from 'node:path';
import {glob, sanitise} from '../text/index.ts';
import type {AwsSession} from './aws-sessions.ts';
import type {ContextEntry, ExecEntry} from './context.ts';

/** The session beneath the credentials of many contexts: one login heals them all. */
export interface LoginGroup {
  /** Stable and unique: `aws:sso:corp`. Holds no secret. */
  readonly id: string;
  /** For a person: `AWS SSO corp`. */
  readonly name: string;
  /** The same in a cell of a dozen: `aws-corp`. */
  readonly short: string;
  /** What a person runs to log in again, where it is known. */
  readonly login?: readonly string[];
  /** The AWS SSO session that it is, by the name or start URL that its profiles give it. */
  readonly ssoSession?: string;
}

export interface LoginGroupOptions {
  /** Settings' `logins`; the first that matches wins over what is recognised here. */
  readonly rules: readonly LoginGroupRule[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** From `readAwsSessions`. */
  readonly awsSessions: ReadonlyMap<string, AwsSession>;
}

export interface LoginGroupRule {
  readonly name: string;
  /** Globs; `command` is held against the plugin's name and its path. */
  readonly match: {readonly context?: string; readonly command?: string};
  readonly command?: readonly string[];
}

/** The login group of a context with a login (`hasLogin`). */
export function loginGroup(entry: ContextEntry, options: LoginGroupOptions): LoginGroup {
  const {exec, authProvider} = entry.user;
  const ruled = ruleGroup(entry, options.rules);
  if (ruled !== undefined) return ruled;
  if (exec !== undefined) {
    const seen: Plugin = {
      program: basename(exec.command).replace(/\.exe$/i, ''),
      args: exec.args,
      // What the plugin will see: its own variables over those it inherits.
      variable: (name) => exec.env.findLast((own) => own.name === name)?.value ?? options.environment[name],
    };
    return (
      aws(seen, options) ?? gcloud(seen) ?? azure(seen) ?? oidcLogin(seen) ?? teleport(seen) ?? generic(exec)
    );
  }
  if (authProvider?.name === 'gcp') return {...googleAccount, id: 'gcloud:account'};
  const issuer = authProvider?.config['idp-issuer-url'] ?? '';
  const client = authProvider?.config['client-id'] ?? '';
  return {id: `oidc-provider:${issuer}:${client}`, ...oidcNames(issuer, client)};
}

/** What the settings name this context's login, also where its credentials are fixed: a command may write new ones. */
export function ruleGroup(entry: ContextEntry, rules: readonly LoginGroupRule[]): LoginGroup | undefined {
  const rule = rules.find(({match}) => isMatch(entry, match));
  if (rule === undefined) return undefined;
  const {name, command} = rule;
  return {id: `rule:${name}`, name, short: name, ...(command ? {login: command} : {})};
}

interface Plugin {
  readonly program: string;
  readonly args: readonly string[];
  variable(name: string): string | undefined;
}

function isMatch(entry: ContextEntry, {context, command}: LoginGroupRule['match']): boolean {
  if (context !== undefined && !glob(context).test(entry.name)) return false;
  if (command === undefined) return context !== undefined;
  const path = entry.user.exec?.command;
  return path !== undefined && (glob(command).test(path) || glob(command).test(basename(path)));
}

function aws(plugin: Plugin, {awsSessions}: LoginGroupOptions): LoginGroup | undefined {
  if (plugin.program !== 'aws' && plugin.program !== 'aws-iam-authenticator') return undefined;
  const profile =
    flag(plugin, '--profile') ??
    (plugin.variable('AWS_PROFILE') || plugin.variable('AWS_DEFAULT_PROFILE') || 'default');
  const session = awsSessions.get(profile) ?? {type: 'profile', profile};
  switch (session.type) {
    case 'sso':
      return {
        id: `aws:sso:${session.session}`,
        name: `AWS SSO ${session.session}`,
        short: `aws-${session.session}`,
        ssoSession: session.session,
        // Over SSH no browser opens here; a code can be typed anywhere.
        login: ['aws', 'sso', 'login', '--use-device-code', '--profile', session.profile],
      };
    case 'profile':
      return {
        id: `aws:profile:${session.profile}`,
        name: `AWS profile ${session.profile}`,
        short: `aws-${session.profile}`,
      };
  }
}

const googleAccount = {
  name: 'Google Cloud account',
  short: 'gcloud',
  login: ['gcloud', 'auth', 'login', '--no-launch-browser'],
};

function gcloud(plugin: Plugin): LoginGroup | undefined {
  if (plugin.program !== 'gke-gcloud-auth-plugin') return undefined;
  if (plugin.args.some((arg) => /^--use_application_default_credentials(=true)?$/.test(arg))) {
    return {
      id: 'gcloud:application-default',
      name: 'Google application default credentials',
      short: 'gcloud-adc',
      login: ['gcloud', 'auth', 'application-default', 'login', '--no-launch-browser'],
    };
  }
  const account = plugin.variable('CLOUDSDK_CORE_ACCOUNT');
  const configuration = plugin.variable('CLOUDSDK_ACTIVE_CONFIG_NAME');
  const which = account ?? (configuration === undefined ? 'account' : `configuration ${configuration}`);
  if (which === 'account') return {...googleAccount, id: 'gcloud:account'};
  const short = `gcloud-${account ?? configuration}`;
  return {...googleAccount, id: `gcloud:${which}`, name: `Google Cloud ${which}`, short};
}

function azure(plugin: Plugin): LoginGroup | undefined {
  if (plugin.program !== 'kubelogin' || flag(plugin, '--oidc-issuer-url') !== undefined) return undefined;
  const tenant = flag(plugin, '--tenant-id', '-t') ?? plugin.variable('AZURE_TENANT_ID') ?? 'default tenant';
  const mode = flag(plugin, '--login', '-l') ?? plugin.variable('AAD_LOGIN_METHOD') ?? 'devicecode';
  const names = {
    name: `Azure tenant ${tenant} (${mode})`,
    short: tenant === 'default tenant' ? 'az' : `az-${tenant}`,
  };
  // One `az login` serves every application; the other ways keep a login per application and server.
  if (mode === 'azurecli') {
    const login = [
      'az',
      'login',
      '--use-device-code',
      ...(tenant === 'default tenant' ? [] : ['--tenant', tenant]),
    ];
    return {id: `azure:azurecli:${tenant}`, ...names, login};
  }
  const client = flag(plugin, '--client-id') ?? '';
  const server = flag(plugin, '--server-id') ?? '';
  return {id: `azure:${mode}:${tenant}:${client}:${server}`, ...names};
}

function oidcLogin(plugin: Plugin): LoginGroup | undefined {
  const issuer = flag(plugin, '--oidc-issuer-url');
  if (issuer === undefined) return undefined;
  const client = flag(plugin, '--oidc-client-id') ?? '';
  return {id: `oidc:${issuer}:${client}`, ...oidcNames(issuer, client)};
}

function oidcNames(issuer: string, client: string) {
  return {name: `OIDC ${issuer} (${client})`, short: URL.parse(issuer)?.hostname || 'oidc'};
}

function teleport(plugin: Plugin): LoginGroup | undefined {
  if (plugin.program !== 'tsh') return undefined;
  const proxy = flag(plugin, '--proxy') ?? plugin.variable('TELEPORT_PROXY') ?? 'default proxy';
  const login = ['tsh', 'login', ...(proxy === 'default proxy' ? [] : [`--proxy=${proxy}`])];
  const short = proxy === 'default proxy' ? 'tsh' : `tsh-${proxy.split(':')[0]}`;
  return {id: `teleport:${proxy}`, name: `Teleport ${proxy}`, short, login};
}

/**
 * Any other plugin: its session cannot be known, so contexts share a group when the plugin is told the same but for
 * the cluster. Too many groups cost a few runs; too few would let one bad context close the door to the good ones.
 */
function generic(exec: ExecEntry): LoginGroup {
  const told = exec.args.filter((arg, index) => !isOfCluster(arg, exec.args[index - 1]));
  // Only what stands before the first flag: what follows one may be its value, and that a secret.
  const firstFlag = exec.args.findIndex((arg) => arg.startsWith('-'));
  const leading = firstFlag < 0 ? exec.args : exec.args.slice(0, firstFlag);
  const words = leading.filter((arg) => /^[a-z][a-z_-]*$/.test(arg)).slice(0, 3);
  const name = sanitise([basename(exec.command), ...words].join(' '));
  // Values may be secrets: only their hash is kept.
  const values = JSON.stringify([exec.command, told, exec.env.filter((own) => !clusterFlag.test(own.name))]);
  return {
    id: `exec:${name}#${createHash('sha256').update(values).digest('hex').slice(0, 8)}`,
    name,
    short: sanitise(basename(exec.command)),
  };
}

const clusterFlag =
  /(cluster|context|server|region|zone|location|project|audience|host|url|endpoint|namespace|name|id|i)$/i;

function isOfCluster(arg: string, before: string | undefined): boolean {
  const [key = '', value] = arg.split('=', 2);
  if (arg.startsWith('-')) return value !== undefined && clusterFlag.test(key);
  return before !== undefined && /^--?[\w-]+$/.test(before) && clusterFlag.test(before);
}

/** `--profile x` or `--profile=x`. */
function flag(plugin: Plugin, ...names: readonly string[]): string | undefined {
  for (const [index, arg] of plugin.args.entries()) {
    for (const name of names) {
      if (arg === name) return plugin.args[index + 1];
      if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
    }
  }
  return undefined;
}
