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
export {askKubectl} from './kubectl.ts';
export {areLoginsWaiting, chooseLogins} from './logins.ts';
export {type Completion, complete, type Ran, runCommand, runLine} from './palette.ts';
export type {
  Choice,
  ColumnChoice,
  CursorFacet,
  DialogFacet,
  Ended,
  GridFacet,
  KubectlVerb,
  ObjectPlace,
  ObjectSubject,
  Option,
  Place,
  PrivateFile,
  Program,
  PromptFacet,
  Question,
  Reading,
  SaveFormat,
  Stage,
  Subject,
  TableFacet,
  TextFacet,
} from './stage.ts';
