export {factsOf} from './contexts.ts';
export {openWatch} from './open.ts';
export type {Environment, WatchOptions} from './options.ts';
export type {ContextReport, LoginReport, Watch, WatchReport} from './watch.ts';
