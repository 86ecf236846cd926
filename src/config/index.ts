export {configFolder, type Surroundings, stateFolder} from './folders.ts';
export {contextRuleOf, type EntryFacts, type GroupAndTier, groupOf} from './group.ts';
export {
  describeProblem,
  type LoadedSettings,
  type LoadSettingsOptions,
  loadSettings,
  type SettingsFlags,
} from './load.ts';
export {type ProviderClues, providerOf} from './provider.ts';
export type {ContextRule, GroupRule, LoginRule, Settings, SettingsProblem} from './settings.ts';
export {isProduction} from './tier.ts';
