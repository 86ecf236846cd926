import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isOneOf} from '../../src/commands/terms.ts';
import {matches, parseQuery} from '../../src/fleet/index.ts';
import {sanitise} from '../../src/text/index.ts';

const hostile = [
  'prod-eu1',
  'arn:aws:eks:eu-west-1:1234:cluster/shop',
  'a name with blanks',
  'say "hello"',
  "it's",
  'C:\\clusters\\one',
  '\\"',
  '^.*+?$',
  '(a|b)[c]{2}',
  '!not',
  '<10',
  '=x',
  '//server',
  '@eu',
  'label:a=b',
  'gardener--prod/eu',
  'Zürich 東京 🚢',
  'ends in \\',
  'tab\there',
  'esc\x1b[31mred',
  '-',
];

for (const name of hostile) {
  test(`a term for ${JSON.stringify(name)} holds for it, and for no other`, () => {
    const text = isOneOf('cluster', [name]);
    assert.equal(sanitise(text), text, 'it can be shown as it is');
    const held = hostile.filter((other) => holds(text, other));
    assert.deepEqual(held, [name]);
  });
}

test('a term for several holds for each of them, and stays whole within a longer query', () => {
  const text = isOneOf('cluster', hostile);
  assert.ok(hostile.every((name) => holds(text, name)));
  assert.ok(!holds(text, 'another'));
  const parsed = parseQuery(`!zzz ${text} age:<10m`);
  assert.equal(parsed.type === 'query' && parsed.query.terms.length, 3);
});

function holds(text: string, name: string): boolean {
  const parsed = parseQuery(text);
  assert.ok(parsed.type === 'query', `${text}: ${JSON.stringify(parsed)}`);
  assert.equal(parsed.query.terms.length, 1, text);
  return matches(parsed.query, {
    cluster: {name, contexts: [name], group: '', tier: '', provider: '', region: ''},
    columns: new Map(),
    labels: {},
    created: 0,
    now: 0,
  });
}
