import {csvText, type Listing, rowQuery} from '../fleet/index.ts';
import {sanitise, wrapWords} from '../text/index.ts';
import {documentOf, jsonText} from './documents.ts';
import type {Engine, ExitCode} from './engine.ts';
import type {GetRequest} from './invocation.ts';
import {paintLine} from './line.ts';
import {folded, type Missing, missingText} from './missing.ts';
import {tableLines} from './table.ts';
import {type Target, targetsNamed} from './targets.ts';
import {type View, viewOf} from './view.ts';
import {sayWaiting} from './waiting.ts';
import {watchInPipe} from './watch-in-pipe.ts';
import {watchOnTerminal} from './watch-on-terminal.ts';
import {wish} from './wish.ts';

/**
 * `flotilla get`: rows of every cluster in one list on standard output; what could not be read, and why, on standard
 * error.
 */
export async function runGet(engine: Engine, request: GetRequest): Promise<ExitCode> {
  const refusal = refusalOf(request);
  if (refusal !== undefined) return failed(engine, refusal, 2);
  using limit = timeLimit(engine);
  const targets = await targetsNamed(request.kinds, engine, limit.signal);
  if (engine.signal.aborted) return 1;
  const stranger = targets.find((target) => isUnknownEverywhere(target, engine));
  if (stranger?.type === 'objects') return failed(engine, unknownKind(stranger, engine), 1);
  if (request.isWatching) return watched(engine, request, targets);
  // Those of the start are told.
  const told = engine.watch.problems;
  using _ = wish(engine, targets);
  void sayWaiting(engine, limit.signal);
  await engine.watch.settled(limit.signal);
  if (engine.signal.aborted) return 1;
  engine.feed.flush();
  const view = viewOf(engine, request, targets, {ageStep: 1, waited: engine.timeout});
  if (view.type === 'refused') return failed(engine, view.message, 2);
  const news = engine.watch.problems.filter((problem) => !told.includes(problem));
  return printed(engine, request, view, news);
}

function refusalOf({query, output, isWatching}: GetRequest): string | undefined {
  const parsed = rowQuery(query);
  if (parsed.type === 'error') return parsed.message;
  if (!isWatching || output === 'table' || output === 'wide' || output === 'json') return undefined;
  return `-o ${output} cannot be watched: --watch prints a table on a terminal, and JSON lines in a pipe or with -o json`;
}

function watched(engine: Engine, request: GetRequest, targets: readonly Target[]): Promise<ExitCode> {
  const isTable = request.output === 'table' || request.output === 'wide';
  return engine.out.isTerminal && isTable
    ? watchOnTerminal(engine, request, targets)
    : watchInPipe(engine, request, targets);
}

/** A signal that aborts when the person's patience or the program ends. */
function timeLimit(engine: Engine): Disposable & {readonly signal: AbortSignal} {
  const over = new AbortController();
  const signal = AbortSignal.any([engine.signal, over.signal]);
  void engine.clock.sleep(engine.timeout, signal).then(() => over.abort());
  return {signal, [Symbol.dispose]: () => over.abort()};
}

function isUnknownEverywhere(target: Target, engine: Engine): boolean {
  if (target.type === 'clusters' || target.kinds.size > 0 || target.unknownOn.size === 0) return false;
  // A cluster that has not answered may still know it, which only somebody who stays will see.
  return target.unknownOn.size > 0 && engine.watch.contexts.length > 0;
}

function unknownKind(target: Extract<Target, {type: 'objects'}>, engine: Engine): string {
  const asked = target.unknownOn.size;
  const all = engine.watch.contexts.length;
  const who = asked === all ? 'no cluster' : `none of the ${asked} of ${all} clusters that answered`;
  return `${who} knows the kind "${sanitise(target.name)}"`;
}

async function failed(engine: Engine, message: string, code: 1 | 2): Promise<ExitCode> {
  await engine.err.write(`error: ${message}\n`);
  return code;
}

async function printed(
  engine: Engine,
  request: GetRequest,
  view: View,
  news: readonly string[],
): Promise<ExitCode> {
  const {listings, missing} = view;
  await engine.out.write(await textOf(engine, request, listings, missing));
  const isList = request.output === 'table' || request.output === 'wide';
  const remarks = isList
    ? listings
        .filter(({rows}) => rows.length === 0)
        .flatMap((listing) => nothingFound(listing, request, whoAnswered(engine, missing)))
    : [];
  const {isTerminal, columns} = engine.out;
  const warnings = news.map((problem) => `warning: ${sanitise(problem)}`);
  const lines = [...warnings, ...remarks, ...folded(missing).map(missingText)].flatMap((line) =>
    isTerminal ? wrapWords(line, columns, Infinity) : line,
  );
  if (lines.length > 0) await engine.err.write(lines.map((line) => `${line}\n`).join(''));
  return missing.length > 0 ? 3 : 0;
}

async function textOf(
  engine: Engine,
  request: GetRequest,
  listings: readonly Listing[],
  missing: readonly Missing[],
): Promise<string> {
  switch (request.output) {
    case 'json':
      return jsonText(documentOf(listings, missing));
    case 'yaml':
      return (await import('./yaml-text.ts')).yamlText(documentOf(listings, missing));
    case 'csv':
      return listings.map(csvText).join('\n');
    case 'name':
      return listings.flatMap(({rows}) => rows.map(({name}) => `${name}\n`)).join('');
    case 'table':
    case 'wide':
      return listings
        .filter(({rows}) => rows.length > 0)
        .map((listing) => tableText(engine, listing, request.output === 'wide'))
        .join('\n');
  }
}

/** On a terminal a row is one line, and what does not fit gives way; in a pipe, and with -o wide, nothing is ever cut. */
function tableText({out}: Engine, listing: Listing, isWide: boolean): string {
  const isCut = out.isTerminal && !isWide;
  const look = {hasColour: out.hasColour, ...(isCut ? {columns: out.columns} : {})};
  return tableLines(listing, {isWide, ...(isCut ? {room: out.columns} : {})})
    .map((line) => `${paintLine(line, look)}\n`)
    .join('');
}

/** How many clusters have nothing missing, so that it can be said of them what they do not have. */
function whoAnswered({feed}: Engine, missing: readonly Missing[]): 'all' | 'some' | 'none' {
  const ill = new Set(missing.map(({context}) => context));
  const {clusters} = feed.store.getState();
  const well = clusters.filter(({contexts, name}) => !ill.has(sanitise(contexts[0] ?? name))).length;
  return well === clusters.length ? 'all' : well > 0 ? 'some' : 'none';
}

function nothingFound(
  {kind, isNamespaced}: Listing,
  {namespaces, query}: GetRequest,
  answers: 'all' | 'some' | 'none',
): readonly string[] {
  // What nobody could be asked, nobody denied.
  if (answers === 'none') return [];
  const where =
    namespaces.type === 'all' || !isNamespaced
      ? ''
      : namespaces.type === 'named'
        ? ` in namespace ${namespaces.name}`
        : " in each context's own namespace (-A shows all)";
  const whom = answers === 'some' ? ' on the clusters that were read' : '';
  return [`No ${kind} found${where}${query === '' ? '' : ` that match "${query}"`}${whom}.`];
}
