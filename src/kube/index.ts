export type {
  Connection,
  ConnectionCounters,
  ConnectionOptions,
  KubeRequest,
  KubeStream,
} from './connection.ts';
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
export {type Failure, KubeError, type KubeErrorDetails, type LoginCause} from './errors.ts';
export type {Projection, RecordSink, ReflectorOptions, ReflectorState, ResourcePath} from './reflector.ts';
