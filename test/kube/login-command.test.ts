import assert from 'node:assert/strict';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {
  type ContextEntry,
  type ExecEntry,
  isRenewable,
  needsPlugin,
  ruleGroup,
} from '../../src/kube/index.ts';
import {loginProgram, loginWords} from '../../src/kube/login-command.ts';
import {cluster, temporaryFolder} from './plugin.ts';

const exec: ExecEntry = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: '/opt/corp-login',
  args: ['token', '--for', 'me'],
  env: [{name: 'CORP_HOME', value: '/corp'}],
  provideClusterInfo: false,
  interactiveMode: 'IfAvailable',
};

const corp = {id: 'corp', name: 'corp', short: 'corp', login: ['corp', 'login']};
const nameless = {id: 'x', name: 'x', short: 'x'};
const inherited = {PATH: '/bin', CORP_HOME: '/wrong'};

function entry(
  user: Partial<ContextEntry['user']>,
  more: Partial<ContextEntry['cluster']> = {},
): ContextEntry {
  return {name: 'a', file: '/config', cluster: {...cluster, ...more}, user: {name: 'u', ...user}};
}

test('the login command of a group sees the variables of the plugin, and is not the plugin', async () => {
  assert.deepEqual(await loginProgram(entry({exec}), corp, inherited), {
    command: ['corp', 'login'],
    environment: {PATH: '/bin', CORP_HOME: '/corp'},
    isPlugin: false,
  });
});

test('where no command is known, the plugin itself is run, told that it may ask', async () => {
  const program = await loginProgram(entry({exec}), nameless, inherited);
  assert.deepEqual(program?.command, ['/opt/corp-login', 'token', '--for', 'me']);
  assert.equal(program?.isPlugin, true);
  assert.equal(program?.environment['CORP_HOME'], '/corp');
  assert.deepEqual(info(program?.environment), {
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion,
    spec: {interactive: true},
  });
});

test('a plugin that must never be asked is told so, as kubectl does', async () => {
  const program = await loginProgram(entry({exec: {...exec, interactiveMode: 'Never'}}), nameless, {});
  assert.equal(info(program?.environment).spec.interactive, false);
});

test('the plugin is told of the cluster where the kubeconfig says so, with its authority if it can be read', async () => {
  await using folder = await temporaryFolder();
  const caFile = join(folder.path, 'ca.pem');
  await writeFile(caFile, 'authority');
  const told = async (file: string) => {
    const one = entry({exec: {...exec, provideClusterInfo: true}}, {caFile: file});
    return info((await loginProgram(one, nameless, {}))?.environment).spec;
  };
  const {cluster: about} = await told(caFile);
  assert.equal(about?.['server'], cluster.server);
  assert.equal(about?.['certificate-authority-data'], Buffer.from('authority').toString('base64'));
  assert.deepEqual(await told(join(folder.path, 'none')), {interactive: true});
});

test('fixed credentials have a login command only where the settings name one', () => {
  const one = entry({token: 't', exec});
  assert.equal(loginWords(one, undefined), undefined);
  const rules = [{name: 'openshift', match: {context: 'a'}, command: ['oc', 'login']}];
  assert.deepEqual(loginWords(one, ruleGroup(one, rules)), ['oc', 'login']);
});

test('what is fetched anew without a person is told from what is not', () => {
  const certificate = {certificateData: 'c', keyData: 'k'};
  const provider = (name: string, config: Readonly<Record<string, string>>) => ({
    authProvider: {name, config},
  });
  const cases: readonly (readonly [string, Partial<ContextEntry['user']>, boolean, boolean])[] = [
    ['plugin', {exec}, true, true],
    ['plugin that must ask', {exec: {...exec, interactiveMode: 'Always'}}, false, true],
    ['token', {token: 't'}, false, false],
    ['token file', {tokenFile: '/t'}, true, false],
    ['certificate before exec', {...certificate, exec}, false, false],
    ['oidc with a refresh token', provider('oidc', {'refresh-token': 'r'}), true, false],
    ['oidc without', provider('oidc', {'id-token': 'i'}), false, false],
    ['gcp with a command', provider('gcp', {'cmd-path': 'gcloud'}), true, true],
    ['gcp with a token alone', provider('gcp', {'access-token': 'a'}), false, false],
    ['nothing', {}, false, false],
  ];
  for (const [name, user, isRenewed, isPlugin] of cases) {
    assert.deepEqual([isRenewable(entry(user)), needsPlugin(entry(user))], [isRenewed, isPlugin], name);
  }
});

interface Info {
  readonly spec: {readonly interactive: boolean; readonly cluster?: Readonly<Record<string, unknown>>};
}

function info(environment: Readonly<Record<string, string | undefined>> = {}): Info {
  return JSON.parse(environment['KUBERNETES_EXEC_INFO'] ?? '') as Info;
}
