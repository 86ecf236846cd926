export type {Demo, DemoOptions, Fault} from './demo.ts';
export {startDemo} from './start.ts';
export type {KubeObject} from './store.ts';
export type {Size} from './world/bulk.ts';
export type {Group} from './world/plan.ts';
