export {type AwsSession, readAwsSessions} from './aws-sessions.ts';
export type {
  Connection,
  ConnectionCounters,
  ConnectionOptions,
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
export {fixedCredentials} from './fixed-credentials.ts';
export {identityOf} from './identity.ts';
export {type KubeconfigSources, loadKubeconfig} from './kubeconfig.ts';
export {type KubeconfigWatchOptions, watchKubeconfig} from './kubeconfig-watch.ts';
export {type LoginGroup, type LoginGroupOptions, type LoginGroupRule, loginGroup} from './login-group.ts';
export {
  createLoginRunner,
  hasLogin,
  type LoginRun,
  type LoginRunnerOptions,
  type PluginCredential,
  tokenKey,
} from './login-runner.ts';
export {type NodeUsage, readNodeUsage} from './node-usage.ts';
export {readObject} from './objects.ts';
export {
  type Projection,
  type RecordSink,
  type ReflectorOptions,
  type ReflectorState,
  type ResourcePath,
  reflect,
} from './reflector.ts';
export {resourcePath} from './resource-path.ts';
export {type ServerVersion, versionOf} from './server-version.ts';
export type {TableColumn, TableRow} from './table-rows.ts';
