export {type ColourDepth, colourDepth, glyphSet, themeName} from './environment.ts';
export {configFolder, type Surroundings, stateFolder} from './folders.ts';
export {contextRuleOf, type EntryFacts, type GroupAndTier, groupOf} from './group.ts';
export {type Chord, chordText, namedKeys, type ParsedChord, parseChord} from './keymap/chord.ts';
export type {CommandFacts} from './keymap/entries.ts';
export {
  type Binding,
  chordsOf,
  type Found,
  type Keymap,
  lookUp,
  type Scope,
  scopeChain,
  scopes,
  type Unbound,
} from './keymap/keymap.ts';
export {
  type LoadedKeymap,
  type LoadKeymapOptions,
  loadKeymap,
} from './keymap/load.ts';
export {
  describeProblem,
  type LoadedSettings,
  type LoadSettingsOptions,
  loadSettings,
  type SettingsFlags,
} from './load.ts';
export {type CheckedNames, checkNames, type KnownNames, themeNames} from './names.ts';
export {type ProviderClues, providerOf} from './provider.ts';
export type {
  ContextRule,
  GroupRule,
  LoginRule,
  ScreenSettings,
  Settings,
  SettingsProblem,
} from './settings.ts';
export {type LoadedTheme, type LoadThemeOptions, loadTheme} from './theme/load.ts';
export {sgrOf} from './theme/sgr.ts';
export type {AnsiName, Colour, Rgb, Style, Theme} from './theme/theme.ts';
export {isProduction} from './tier.ts';
