export {type AwsSession, readAwsSessions, readSsoSessionEnd} from './aws-sessions.ts';
export {type Claims, claimsOf, fixedClaims} from './claims.ts';
export type {
  Connection,
  ConnectionCounters,
  ConnectionOptions,
  KubeAnswer,
  KubeRequest,
  KubeStream,
} from './connection.ts';
export {openConnection} from './connection.ts';
export type {
  ClusterEntry,
  ContextEntry,
  ExecEntry,
  Impersonation,
  Kubeconfig,
  KubeconfigContext,
  UserEntry,
} from './context.ts';
export type {Credentials, Identity} from './credentials.ts';
export {type ApiResource, type Discovery, discover, discoverAll} from './discovery.ts';
export {type Failure, KubeError, type KubeErrorDetails, type LoginCause} from './errors.ts';
export {parseExecCredential} from './exec-credential.ts';
export {fixedCredentials} from './fixed-credentials.ts';
export {identityOf} from './identity.ts';
export {type KubeconfigSources, loadKubeconfig} from './kubeconfig.ts';
export {kubeconfigText} from './kubeconfig-text.ts';
export {type KubeconfigWatchOptions, watchKubeconfig} from './kubeconfig-watch.ts';
export {type LoginProgram, loginProgram, loginWords} from './login-command.ts';
export {
  type LoginGroup,
  type LoginGroupOptions,
  type LoginGroupRule,
  loginGroup,
  ruleGroup,
} from './login-group.ts';
export {hasLogin, isRenewable, type LoginOrigin, loginOrigin, needsPlugin} from './login-origin.ts';
export {
  createLoginRunner,
  type LoginRun,
  type LoginRunnerOptions,
  type PluginCredential,
  tokenKey,
} from './login-runner.ts';
export {type NodeUsage, readNodeUsage} from './node-usage.ts';
export {readObject} from './objects.ts';
export {type PluginCommand, type PluginOutcome, runPluginProcess} from './plugin-process.ts';
export {
  type Projection,
  type RecordSink,
  type ReflectorOptions,
  type ReflectorState,
  type ResourcePath,
  reflect,
} from './reflector.ts';
export {resourcePath} from './resource-path.ts';
export {isSameContext} from './same-context.ts';
export {type ServerVersion, versionOf} from './server-version.ts';
export type {TableColumn, TableRow} from './table-rows.ts';
export {readAuthority} from './tls-material.ts';
export {mayHaveArrived} from './transport-failure.ts';
