export {parseArguments} from './arguments.ts';
export type {Engine, ExitCode, Output} from './engine.ts';
export type {DemoRequest, FleetOptions, GetRequest, Invocation} from './invocation.ts';
export {keysText} from './keys.ts';
export {runDoctor, runGet} from './modes.ts';
export {type ProcessOutput, processOutput} from './process-output.ts';
export type {HouseFacts} from './report.ts';
export {isSelected, type Selectable, type Selection, selectContexts} from './selection.ts';
