import assert from 'node:assert/strict';
import test from 'node:test';
import {parseArguments} from '../../src/cli/index.ts';

const parse = (...argv: string[]) => parseArguments(argv, '1.2.3');

test('kinds, query, namespace, output and the flags of the fleet are understood before and after the command', () => {
  const invocation = parse(
    ...[
      '--context',
      'a,b',
      '--read-only',
      'get',
      'pods,svc',
      'crash',
      'restarts:>5',
      '-n',
      'shop',
      '-o',
      'wide',
    ],
    ...[
      '--context',
      'c*',
      '--group',
      'eu',
      '--kubeconfig',
      'x',
      '--kubeconfig',
      'y',
      '--timeout',
      '500ms',
      '-w',
    ],
  );
  assert.deepEqual(invocation, {
    type: 'get',
    get: {
      kinds: ['pods', 'svc'],
      namespaces: {type: 'named', name: 'shop'},
      output: 'wide',
      isWatching: true,
      query: 'crash restarts:>5',
    },
    fleet: {
      kubeconfig: ['x', 'y'],
      contexts: ['a', 'b', 'c*'],
      groups: ['eu'],
      isReadOnly: true,
      timeout: 500,
    },
  });
});

test('without flags it is every context, the namespace of each, fifteen seconds and a table', () => {
  const invocation = parse('get', 'pods');
  assert.ok(invocation.type === 'get');
  assert.deepEqual(invocation.get.namespaces, {type: 'context'});
  assert.equal(invocation.get.output, 'table');
  assert.deepEqual(invocation.fleet.contexts, []);
  assert.equal(invocation.fleet.timeout, 15_000);
});

test('a query may negate: a word with ! is no option', () => {
  const invocation = parse('get', 'pods', '-A', '!kube', 'status:running');
  assert.ok(invocation.type === 'get');
  assert.equal(invocation.get.query, '!kube status:running');
  assert.deepEqual(invocation.get.namespaces, {type: 'all'});
});

const refusals: readonly [string, readonly string[], RegExp][] = [
  [
    'an unknown command, with the near one',
    ['gett', 'pods'],
    /unknown command 'gett'[\s\S]*Did you mean get\?/,
  ],
  [
    'an unknown option, with the near one',
    ['get', 'pods', '--contxt', 'a'],
    /--contxt[\s\S]*Did you mean --context\?/,
  ],
  ['get without a kind', ['get'], /missing required argument 'kinds'/],
  ['a kind list of nothing', ['get', ','], /name a kind/],
  [
    'an unknown output format, with those there are',
    ['get', 'pods', '-o', 'jso'],
    /table, wide, json, yaml, csv, name/,
  ],
  ['a timeout that is none', ['get', 'pods', '--timeout', 'soon'], /15s, 500ms or 2m/],
  ['a timeout of nothing', ['doctor', '--timeout', '0s'], /15s, 500ms or 2m/],
  ['an empty context', ['get', 'pods', '--context', ','], /names nothing/],
  ['an empty namespace', ['get', 'pods', '-n', ''], /--namespace needs a name/],
  ['arguments doctor does not take', ['doctor', 'x'], /too many arguments/],
];
for (const [what, argv, expected] of refusals) {
  test(`refused: ${what}`, () => {
    const invocation = parse(...argv);
    assert.ok(invocation.type === 'refuse');
    assert.match(invocation.text, /^error: /);
    assert.match(invocation.text, expected);
    assert.match(invocation.text, /Run "flotilla --help"/);
  });
}

test('help and version are printed for every way to ask, 80 columns wide', () => {
  for (const argv of [['--help'], ['help'], ['help', 'get'], ['get', '--help'], ['doctor', '-h']]) {
    const invocation = parse(...argv);
    assert.ok(invocation.type === 'print', argv.join(' '));
    assert.match(invocation.text, /^Usage: flotilla/);
    for (const line of invocation.text.split('\n')) assert.ok(line.length <= 80, line);
  }
  assert.deepEqual(parse('version'), {type: 'print', text: 'flotilla 1.2.3\n'});
  assert.deepEqual(parse('--version'), {type: 'print', text: 'flotilla 1.2.3\n'});
});

test('without a command it is the grid, with the options that say which clusters', () => {
  const invocation = parse('--context', 'prod-*', '--read-only');
  assert.ok(invocation.type === 'screen');
  assert.deepEqual(invocation.fleet.contexts, ['prod-*']);
  assert.equal(invocation.fleet.isReadOnly, true);
});
