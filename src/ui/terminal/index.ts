export {restoration} from './modes.ts';
export {openTerminal, type TerminalStreams} from './open-terminal.ts';
export type {Key, Terminal} from './terminal.ts';
