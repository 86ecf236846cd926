import {type Pattern, parsePattern} from './query-pattern.ts';
import type {QueryToken} from './query-tokens.ts';
import {tokenize} from './query-tokens.ts';
import type {Amount} from './query-values.ts';
import {parseAmount} from './query-values.ts';

/**
 * One grammar for lists, faults, logs and the command line; all terms must hold:
 * `word` (as it stands, or an abbreviation: see `hasWord`) · `column:regex` · `column:>5` (`<` `<=` `>` `>=` `=`) ·
 * `age:<10m` · `version:<1.36` · `cluster:` `group:` `tier:` `provider:` `region:` · `label:a` `label:a=b` `label:a!=b` ·
 * `!` before any of them · quotes where spaces belong.
 */
export interface Query {
  readonly text: string;
  readonly terms: readonly Term[];
}

export type Term =
  | {readonly type: 'word'; readonly isNegated: boolean; readonly text: string}
  | {readonly type: 'pattern'; readonly isNegated: boolean; readonly field: string; readonly pattern: Pattern}
  | {
      readonly type: 'comparison';
      readonly isNegated: boolean;
      readonly field: string;
      readonly operator: Operator;
      readonly amount: Amount;
    }
  | {readonly type: 'label'; readonly isNegated: boolean; readonly requirement: LabelRequirement};

export type Operator = '<' | '<=' | '>' | '>=' | '=';

export type LabelRequirement =
  | {readonly type: 'exists'; readonly key: string}
  | {readonly type: 'equals' | 'differs'; readonly key: string; readonly value: string};

export type QueryResult =
  | {readonly type: 'query'; readonly query: Query}
  /** `at` is the offset in the text of what cannot be read. */
  | {readonly type: 'error'; readonly at: number; readonly message: string};

/**
 * Never throws: a half-typed query is an error with its place. `columns` are the names a list has (any case); when
 * given, a field that is none of them is an error instead of a query that can never match.
 */
export function parseQuery(text: string, columns?: readonly string[]): QueryResult {
  const tokens = tokenize(text);
  if (tokens.type === 'error') return tokens;
  const known =
    columns &&
    new Set([...wellKnownFields, ...columns.map((name) => name.toLowerCase().replaceAll(' ', '-'))]);
  const terms: Term[] = [];
  for (const token of tokens.tokens) {
    const result = parseTerm(token, known);
    if (result.type === 'error') return result;
    terms.push(...result.terms);
  }
  return {type: 'query', query: {text, terms}};
}

/** Fields every subject has, whatever its columns. */
const wellKnownFields = [
  'cluster',
  'group',
  'tier',
  'provider',
  'region',
  'context',
  'version',
  'age',
  'label',
];

type TermResult =
  | {readonly type: 'terms'; readonly terms: readonly Term[]}
  | {readonly type: 'error'; readonly at: number; readonly message: string};

function parseTerm(token: QueryToken, known: ReadonlySet<string> | undefined): TermResult {
  const {isNegated, value, at} = token;
  if (token.field === undefined) {
    if (value === '') return {type: 'error', at, message: '! needs something to negate'};
    return {type: 'terms', terms: [{type: 'word', isNegated, text: value.toLowerCase()}]};
  }
  const field = token.field.toLowerCase();
  if (known && !known.has(field)) {
    const message = `no column ${field}: (quote it to search for the text itself)`;
    return {type: 'error', at: token.fieldAt, message};
  }
  if (value === '')
    return {
      type: 'error',
      at,
      message: `${field}: needs a value; quote the query where it holds <, > or !, which a shell takes for itself`,
    };
  if (field === 'label') return labelTerms(isNegated, value, at);
  const comparison = /^(<=|>=|<|>|=)(.*)$/s.exec(value);
  if (comparison) return comparisonTerm(isNegated, field, comparison[1] as Operator, comparison[2] ?? '', at);
  if (field === 'version' && /^v?\d+\.\d+(\.\d+)?$/.test(value)) {
    return comparisonTerm(isNegated, field, '=', value, at);
  }
  const parsed = parsePattern(value);
  if (parsed.type === 'error') return {...parsed, at: at + parsed.at};
  return {type: 'terms', terms: [{type: 'pattern', isNegated, field, pattern: parsed.pattern}]};
}

function comparisonTerm(
  isNegated: boolean,
  field: string,
  operator: Operator,
  value: string,
  valueAt: number,
): TermResult {
  const at = valueAt + operator.length;
  const amount = parseAmount(value);
  if (value.trim() === '') return {type: 'error', at, message: `${field}:${operator} needs a value`};
  if (field === 'version' && amount.version === undefined) {
    return {type: 'error', at, message: `not a version: ${value} (write 1.36 or 1.36.2)`};
  }
  if (field === 'age' && amount.seconds === undefined) {
    return {type: 'error', at, message: `not a duration: ${value} (write 30s, 10m, 2h or 7d)`};
  }
  const isOrdered =
    amount.number !== undefined || amount.seconds !== undefined || amount.version !== undefined;
  if (operator !== '=' && !isOrdered) {
    return {type: 'error', at, message: `not a number, quantity, duration or version: ${value}`};
  }
  return {type: 'terms', terms: [{type: 'comparison', isNegated, field, operator, amount}]};
}

/** Several requirements may stand behind one `label:`, joined by commas as in kubectl's `-l`. */
function labelTerms(isNegated: boolean, value: string, valueAt: number): TermResult {
  const requirements: LabelRequirement[] = [];
  let at = valueAt;
  for (const part of value.split(',')) {
    const match = /^([^=!\s]+)(?:(!=|==?)(.*))?$/s.exec(part);
    const key = match?.[1];
    if (key === undefined) return {type: 'error', at, message: 'a label is key, key=value or key!=value'};
    const label = match?.[3] ?? '';
    if (match?.[2] === undefined) requirements.push({type: 'exists', key});
    else requirements.push({type: match[2] === '!=' ? 'differs' : 'equals', key, value: label});
    at += part.length + 1;
  }
  if (isNegated && requirements.length > 1) {
    return {type: 'error', at: valueAt, message: 'negate one label at a time: !label:a !label:b'};
  }
  return {
    type: 'terms',
    terms: requirements.map((requirement) => ({type: 'label', isNegated, requirement})),
  };
}
