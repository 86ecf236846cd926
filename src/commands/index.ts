export {allCommands, commandById} from './all.ts';
export type {Command} from './command.ts';
export {
  dialogHints,
  foldSeries,
  type HelpSection,
  type Hint,
  helpSections,
  hintsOf,
  keyFor,
} from './hints.ts';
export {areLoginsWaiting, chooseLogins} from './logins.ts';
export {type Completion, complete, runCommand, runLine} from './palette.ts';
export type {
  Choice,
  ColumnChoice,
  CursorFacet,
  DialogFacet,
  Ended,
  GridFacet,
  ObjectPlace,
  ObjectSubject,
  Option,
  Place,
  Program,
  PromptFacet,
  Question,
  SaveFormat,
  Stage,
  Subject,
  TableFacet,
  TextFacet,
} from './stage.ts';
