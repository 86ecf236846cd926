import type {Labels} from '../kinds/index.ts';
import type {LabelRequirement, Operator, Query, Term} from './query.ts';
import type {Amount} from './query-values.ts';
import {parseDuration, parseNumber} from './query-values.ts';
import {compareVersions, parseVersion} from './versions.ts';

/** What a query is asked of: a cluster row, an object's row, a log line. */
export interface QuerySubject {
  readonly cluster: QueryCluster;
  /** By lower-case column name. May compute cells on demand: a query asks for few of them. */
  readonly columns: QueryColumns;
  readonly labels: Labels;
  /** Seconds since the epoch by the cluster's clock; 0 where not known. */
  readonly created: number;
  readonly now: number;
}

export interface QueryCluster {
  readonly name: string;
  readonly contexts: readonly string[];
  readonly group: string;
  readonly tier: string;
  readonly provider: string;
  readonly region: string;
  /** The version whose API it serves, `1.36` or `v1.36.2`; undefined where not known. */
  readonly version?: string;
}

export interface QueryCell {
  readonly text: string;
  /** What the column sorts by, where it has such. */
  readonly value?: number | string;
}

/** A `Map<string, QueryCell>` is one. */
export interface QueryColumns {
  get(name: string): QueryCell | undefined;
  values(): Iterable<QueryCell>;
}

export function matches(query: Query, subject: QuerySubject): boolean {
  return query.terms.every((term) => matchesTerm(term, subject));
}

/**
 * Whether a word, in lower case, is in a text, or, of three letters and more, abbreviates a name: `chkout` for
 * `checkout-6d5f-x2` (within one part, from its start), `pep` for `prod-eu-pay` (by the first letters of the parts).
 */
export function hasWord(word: string, text: string): boolean {
  return textScore(word, text) > 0;
}

/**
 * How well it matches, for sorting the best first: 0 means not at all, a word found as it stands counts more than an
 * abbreviation.
 */
export function score(query: Query, subject: QuerySubject): number {
  if (!matches(query, subject)) return 0;
  return query.terms.reduce(
    (sum, term) => sum + (term.type === 'word' && !term.isNegated ? wordScore(term.text, subject) : 0),
    1,
  );
}

function matchesTerm(term: Term, subject: QuerySubject): boolean {
  return holds(term, subject) !== term.isNegated;
}

function holds(term: Term, subject: QuerySubject): boolean {
  switch (term.type) {
    case 'word':
      return wordScore(term.text, subject) > 0;
    case 'pattern':
      return fieldTexts(term.field, subject).some((text) => term.pattern.test(text));
    case 'comparison':
      return compares(term.field, term.operator, term.amount, subject);
    case 'label':
      return hasLabel(term.requirement, subject.labels);
  }
}

function fieldTexts(field: string, subject: QuerySubject): readonly string[] {
  const {cluster} = subject;
  switch (field) {
    case 'cluster':
      return [cluster.name, ...cluster.contexts];
    case 'context':
      return cluster.contexts;
    case 'group':
    case 'tier':
    case 'provider':
    case 'region':
      return [cluster[field]];
    default: {
      const cell = cellOf(field, subject.columns);
      if (cell) return [cell.text];
      return field === 'version' && cluster.version !== undefined ? [cluster.version] : [];
    }
  }
}

/** A column whose name holds a space is typed with a dash: `last-seen:<5m`. */
function cellOf(field: string, columns: QueryColumns): QueryCell | undefined {
  return columns.get(field) ?? (field.includes('-') ? columns.get(field.replaceAll('-', ' ')) : undefined);
}

/** What is not known matches no comparison, in either direction. */
function compares(field: string, operator: Operator, amount: Amount, subject: QuerySubject): boolean {
  if (field === 'age') {
    if (subject.created === 0 || amount.seconds === undefined) return false;
    return ordered(Math.max(0, subject.now - subject.created) - amount.seconds, operator);
  }
  const cell = cellOf(field, subject.columns);
  if (field === 'version') {
    const text = cell?.text ?? subject.cluster.version ?? '';
    const version = parseVersion(/v?\d{1,4}\.\d{1,4}(\.\d{1,6})?/.exec(text)?.[0] ?? '');
    return (
      version !== undefined && !!amount.version && ordered(compareVersions(version, amount.version), operator)
    );
  }
  const texts = cell ? [cell.text] : fieldTexts(field, subject);
  if (operator === '=' && texts.some((text) => text.toLowerCase() === amount.text.toLowerCase())) return true;
  const text = texts[0] ?? '';
  // `3m12s` and `5d` are durations for whoever reads the column, so the other side is read as one as well.
  const seconds = amount.seconds === undefined ? undefined : parseDuration(text);
  if (seconds !== undefined && amount.seconds !== undefined)
    return ordered(seconds - amount.seconds, operator);
  const number = typeof cell?.value === 'number' ? cell.value : leadingNumber(text);
  if (number === undefined || amount.number === undefined) return false;
  return ordered(number - amount.number, operator);
}

/** `5 (3m ago)` is 5, `~12` is 12; `?` and `-` are nothing. */
function leadingNumber(text: string): number | undefined {
  return parseNumber(/^~?(\S+)/.exec(text)?.[1] ?? '');
}

function ordered(difference: number, operator: Operator): boolean {
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case '=':
      return difference === 0;
  }
}

function hasLabel(requirement: LabelRequirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined;
  switch (requirement.type) {
    case 'exists':
      return value !== undefined;
    case 'equals':
      return value === requirement.value;
    // As kubectl has it: an object without the label differs too.
    case 'differs':
      return value !== requirement.value;
  }
}

const substringScore = 2;
const abbreviationScore = 1;

/** The best score of the word over the cluster's name and all cells. `word` is in lower case. */
function wordScore(word: string, subject: QuerySubject): number {
  let best = textScore(word, subject.cluster.name);
  for (const cell of subject.columns.values()) {
    if (best === substringScore) break;
    best = Math.max(best, textScore(word, cell.text));
  }
  return best;
}

function textScore(word: string, text: string): number {
  const lower = text.toLowerCase();
  if (lower.includes(word)) return substringScore;
  return isShort(word, lower) && isAbbreviation(word, lower) ? abbreviationScore : 0;
}

/** In a sentence almost any letters are found in order, and two letters are in almost any name: those say nothing. */
function isShort(word: string, text: string): boolean {
  return word.length >= 3 && text.length <= 64 && !text.includes(' ');
}

/** Letters that run on through several parts of a name would be found in nearly every one that ends in a hash. */
function isAbbreviation(word: string, text: string): boolean {
  // By code unit: of a hundred thousand rows every cell may be asked at each key that is typed.
  let initials = 0;
  let within = 0;
  let isStart = true;
  for (let position = 0; position < text.length; position += 1) {
    const code = text.charCodeAt(position);
    if (isBetween(code)) {
      isStart = true;
      continue;
    }
    if (isStart) {
      if (code === word.charCodeAt(initials)) initials += 1;
      within = code === word.charCodeAt(0) ? 1 : 0;
    } else if (within > 0 && code === word.charCodeAt(within)) within += 1;
    if (initials === word.length || within === word.length) return true;
    isStart = false;
  }
  return false;
}

/** Whatever parts a name: `-` `.` `/` `_` `:` and their like; letters of any script and digits do not. */
function isBetween(code: number): boolean {
  return (code >= 0x21 && code <= 0x2f) || (code >= 0x3a && code <= 0x40) || code === 0x5f;
}
