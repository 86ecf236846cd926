export type {ContextReport, LoginReport, Watch, WatchReport} from './watch.ts';
