import fuzzysort from 'fuzzysort';
import {type ClusterRow, clusterKey} from '../fleet/index.ts';
import {allKinds, findKind, kindId} from '../kinds/index.ts';
import {sanitise} from '../text/index.ts';
import {allCommands} from './all.ts';
import type {Command} from './command.ts';
import {queryOf} from './reflex-words.ts';
import type {Stage} from './stage.ts';
import {isOneOf} from './terms.ts';
import {withoutList} from './unlisted-kinds.ts';

/** One line that could be meant. */
export interface Completion {
  /** What stands in the line once it is taken. */
  readonly text: string;
  /** What it does. */
  readonly title: string;
}

/**
 * What a line after `:` could become, the likeliest first: kinds, commands, clusters and, after `@`, clusters and groups
 * to look at. An empty line offers the usual ones.
 */
export function complete(stage: Stage, line: string, most = 8): readonly Completion[] {
  const {start, word} = lastWord(line);
  const isFirst = start === '';
  const candidates = word.startsWith('@') ? scopesOf(stage) : isFirst ? firstWords(stage) : [];
  if (word === '') return candidates.slice(0, most);
  // What enter would open comes first, whatever else is spelled alike.
  const meant = isFirst ? kindOf(word)?.resource.plural : undefined;
  const first = candidates.filter(({text}) => text === meant);
  // By name first: what a thing is called says more than what is said of it.
  const others = fuzzysort
    .go(word, candidates, {
      keys: ['text', 'title'],
      limit: most,
      // Few letters of a long name in their order, `pe3s` for `prod-eu3-shop`, score a little; chance scores less.
      threshold: 0.2,
      scoreFn: ([text, title]) => Math.max(text?.score ?? 0, (title?.score ?? 0) * 0.6),
    })
    .map(({obj}) => obj)
    .filter(({text}) => text !== meant);
  return [...first, ...others].slice(0, most).map((each) => ({...each, text: `${start}${each.text}`}));
}

export type Ran = {readonly type: 'ran'} | {readonly type: 'unknown'; readonly message: string};

/** Does what a line says: `pods @eu checkout`, `save`, `prod-eu1-shop`, `q`. */
export function runLine(stage: Stage, line: string): Ran {
  const [name = '', ...words] = wordsOf(line);
  if (name === '') return {type: 'ran'};
  if (name.startsWith('@') && words.length === 0) return limitTo(stage, unquoted(name.slice(1)));
  const kind = kindOf(name);
  if (kind !== undefined || gridNames.has(name)) {
    const scope = words.flatMap((word) => (word.startsWith('@') ? [unquoted(word.slice(1))] : []));
    const meant = queryOf(words.filter((word) => !word.startsWith('@')));
    if (meant.type === 'unknown') return meant;
    const {query} = meant;
    const limits = scope.length === 0 ? undefined : clustersOf(stage, scope);
    if (limits?.type === 'unknown') return limits;
    if (kind === undefined) {
      stage.open({type: 'grid'});
      stage.table?.setFilter([query, ...termsOf(stage, scope)].join(' ').trim());
      return {type: 'ran'};
    }
    stage.open({
      type: 'list',
      kind: kindId(kind),
      ...(limits && {clusters: limits.keys}),
      ...(query === '' ? {} : {query}),
    });
    return {type: 'ran'};
  }
  const command = commandOf(stage, name);
  if (command !== undefined) return runCommand(stage, command);
  const whole = line.trim();
  const row = stage.feed.store
    .getState()
    .clusters.find((cluster) => isShownAs(cluster.name, name) || isShownAs(cluster.name, whole));
  if (row !== undefined) {
    stage.open({type: 'cluster', cluster: clusterKey(row)});
    return {type: 'ran'};
  }
  const unlisted = withoutList(stage, name);
  if (unlisted !== undefined) return {type: 'unknown', message: unlisted};
  const [nearest] = complete(stage, name, 1);
  const advice = nearest === undefined ? '; tab lists what there is' : `; did you mean ${nearest.text}?`;
  return {type: 'unknown', message: `nothing is called ${name}${advice}`};
}

/** Runs it, or says why it cannot be run now. */
export function runCommand(stage: Stage, command: Command): Ran {
  const reason = command.disabled?.(stage);
  if (reason !== undefined) return {type: 'unknown', message: reason};
  void run(stage, command);
  return {type: 'ran'};
}

async function run(stage: Stage, command: Command): Promise<void> {
  try {
    await command.run(stage);
  } catch (error) {
    stage.say(error instanceof Error ? error.message : String(error), 'bad');
  }
}

/** The names that k9s, kubectl and vi have put into everybody's fingers. */
const gridNames: ReadonlySet<string> = new Set([
  'clusters',
  'cluster',
  'grid',
  'fleet',
  'ctx',
  'contexts',
  'context',
]);
const aliases: ReadonlyMap<string, string> = new Map([
  ['q', 'app.quit'],
  ['q!', 'app.quit'],
  ['qa', 'app.quit'],
  ['exit', 'app.quit'],
  ['h', 'app.help'],
]);
/** Of k9s; kubectl does not know them. */
const kindAliases: ReadonlyMap<string, string> = new Map([
  ['dp', 'deployments'],
  ['jo', 'jobs'],
]);

function kindOf(name: string): ReturnType<typeof findKind> {
  return findKind(kindAliases.get(name) ?? name);
}

function lastWord(line: string): {start: string; word: string} {
  const at = line.lastIndexOf(' ') + 1;
  return {start: line.slice(0, at), word: line.slice(at)};
}

function firstWords(stage: Stage): readonly Completion[] {
  return [...kindWords, ...commandWords(stage), ...clusterWords(stage, '')];
}

const kindWords: readonly Completion[] = [
  {text: 'clusters', title: 'the grid of all clusters'},
  ...allKinds.map(({resource}) => ({
    text: resource.plural,
    title: [`${resource.kind} of all clusters`, ...resource.shortNames].join(', '),
  })),
];

function commandWords(stage: Stage): readonly Completion[] {
  return allCommands
    .filter((command) => !command.isKeyOnly && isOffered(stage, command))
    .map((command) => ({text: wordOf(stage, command), title: command.title}));
}

/** `table.save` is called `save`; where two families share a verb on this screen, the whole id is the name. */
function wordOf(stage: Stage, command: Command): string {
  const verb = verbOf(command);
  const isShared = allCommands.some(
    (other) => other !== command && verbOf(other) === verb && !other.isKeyOnly && isOffered(stage, other),
  );
  return isShared || findKind(verb) !== undefined ? command.id : verb;
}

function verbOf({id}: Command): string {
  return id.slice(id.indexOf('.') + 1);
}

/** What this screen has comes first; what it has not is found too, to say why it cannot be done here. */
function commandOf(stage: Stage, name: string): Command | undefined {
  const id = aliases.get(name) ?? name;
  const named = allCommands.filter((command) => !command.isKeyOnly && verbOf(command) === name);
  return (
    allCommands.find((command) => command.id === id) ??
    named.find((command) => isOffered(stage, command)) ??
    named[0]
  );
}

/** What needs a facet that this screen has not is not offered, only refused when typed. */
function isOffered(stage: Stage, {scopes}: Command): boolean {
  return scopes.some((scope) => stage.scopes.includes(scope));
}

/** At blanks, but for `@"a name with blanks"`. */
function wordsOf(line: string): readonly string[] {
  return line.match(/@"(?:[^"\\]|\\.)*"?|\S+/g) ?? [];
}

/** A name after `@`, in quotes where it could not be typed as one word. */
function quoted(name: string): string {
  return /[\s"]/.test(name) ? `"${name.replaceAll(/["\\]/g, '\\$&')}"` : name;
}

function unquoted(word: string): string {
  return word.startsWith('"') ? word.replaceAll(/^"|"$/g, '').replaceAll(/\\(.)/g, '$1') : word;
}

/** Names are typed as they are shown. */
function isShownAs(name: string, typed: string): boolean {
  return sanitise(name) === typed;
}

/** Groups and clusters, as a filter of the grid has them: any of them. */
function termsOf(stage: Stage, typed: readonly string[]): readonly string[] {
  if (typed.length === 0) return [];
  const {clusters} = stage.feed.store.getState();
  const isGroup = (word: string) => clusters.some(({group}) => isShownAs(group, word));
  if (typed.every(isGroup)) {
    const groups = clusters
      .map(({group}) => group)
      .filter((group) => typed.some((word) => isShownAs(group, word)));
    return [isOneOf('group', groups)];
  }
  return [
    isOneOf(
      'cluster',
      clusters.filter((row) => isMeant(row, typed)).map(({name}) => name),
    ),
  ];
}

/** By its own name, or by that of its group. */
function isMeant({name, group}: ClusterRow, typed: readonly string[]): boolean {
  return typed.some((word) => isShownAs(name, word) || isShownAs(group, word));
}

function clusterWords(stage: Stage, prefix: '' | '@'): readonly Completion[] {
  return stage.feed.store.getState().clusters.map(({name, group}) => ({
    text: prefix === '' ? sanitise(name) : `@${quoted(sanitise(name))}`,
    title: group === '' ? 'cluster' : `cluster of ${sanitise(group)}`,
  }));
}

function scopesOf(stage: Stage): readonly Completion[] {
  const groups = new Set(stage.feed.store.getState().clusters.map(({group}) => sanitise(group)));
  return [
    ...[...groups].flatMap((group) =>
      group === '' ? [] : [{text: `@${quoted(group)}`, title: `the clusters of group ${group}`}],
    ),
    ...clusterWords(stage, '@'),
  ];
}

function limitTo(stage: Stage, typed: string): Ran {
  const {clusters} = stage.feed.store.getState();
  const group = clusters.find((row) => isShownAs(row.group, typed))?.group;
  if (group !== undefined) {
    stage.setGroup(group);
    return {type: 'ran'};
  }
  const row = clusters.find(({name}) => isShownAs(name, typed));
  if (row === undefined) return {type: 'unknown', message: `no group is called ${typed}`};
  stage.open({type: 'cluster', cluster: clusterKey(row)});
  return {type: 'ran'};
}

/** Several names add up. */
function clustersOf(
  stage: Stage,
  typed: readonly string[],
): {readonly type: 'clusters'; readonly keys: readonly string[]} | Extract<Ran, {type: 'unknown'}> {
  const {clusters} = stage.feed.store.getState();
  const missing = typed.find((word) => !clusters.some((row) => isMeant(row, [word])));
  if (missing !== undefined) return {type: 'unknown', message: `no cluster or group is called ${missing}`};
  return {type: 'clusters', keys: clusters.filter((row) => isMeant(row, typed)).map(clusterKey)};
}
