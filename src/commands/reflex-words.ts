import {isOneOf} from './terms.ts';

export type Meant =
  | {readonly type: 'query'; readonly query: string}
  /** `message` is a sentence. */
  | {readonly type: 'unknown'; readonly message: string};

/**
 * The query that words after a kind mean, in whichever tongue they come: `-n shop` and `-l app=web` as kubectl has them,
 * `/crash` as k9s has it. An option that means nothing here is refused: as a word it would find something else.
 */
export function queryOf(words: readonly string[]): Meant {
  const terms: string[] = [];
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const [, option, attached] = /^(--?[a-z][a-z-]*)(?:=(.*))?$/i.exec(word) ?? [];
    if (option === undefined) {
      terms.push(word.startsWith('/') ? word.slice(1) : word);
      continue;
    }
    if (everywhere.has(option)) continue;
    const term = options.get(option);
    if (term === undefined) return unknown(`${option} means nothing here; words after a kind are a query`);
    const value = attached ?? left.shift();
    if (value === undefined || value === '') return unknown(`${option} needs a value`);
    terms.push(term(value));
  }
  return {type: 'query', query: terms.filter((term) => term !== '').join(' ')};
}

const everywhere: ReadonlySet<string> = new Set(['-A', '--all-namespaces']);

const inNamespace = (name: string) => isOneOf('namespace', [name]);
const withLabels = (selector: string) =>
  selector
    .split(',')
    .map((one) => `label:${one.replace('==', '=')}`)
    .join(' ');

const options: ReadonlyMap<string, (value: string) => string> = new Map([
  ['-n', inNamespace],
  ['--namespace', inNamespace],
  ['-l', withLabels],
  ['--selector', withLabels],
]);

function unknown(message: string): Meant {
  return {type: 'unknown', message};
}
