export {factsOf} from './contexts.ts';
export type {
  ContextLogin,
  LoginCommand,
  LoginInfo,
  LoginOutcome,
  LoginSession,
} from './login-info.ts';
export {openWatch} from './open.ts';
export type {Environment, WatchOptions} from './options.ts';
export type {
  ContextReport,
  Endpoint,
  LoginReport,
  ObjectAnswer,
  RequestAnswer,
  Watch,
  WatchReport,
  WatchRequest,
} from './watch.ts';
