export type {ContextRule, GroupRule, LoginRule, Settings} from './settings.ts';
