import assert from 'node:assert/strict';
import test from 'node:test';
import {matches, parseQuery, type QueryCell, type QuerySubject, score} from '../../src/fleet/index.ts';
import {growth, quickest, tolerable} from '../text/growth.ts';

const now = 1_000_000;

const checkout: QuerySubject = {
  cluster: {
    name: 'prod-eu1-shop',
    contexts: ['arn:aws:eks:eu-1:1:cluster/prod-eu1-shop'],
    group: 'eu',
    tier: 'prod',
    provider: 'eks',
    region: 'eu-west-1',
    version: '1.35',
  },
  columns: new Map<string, QueryCell>([
    ['namespace', {text: 'shop'}],
    ['name', {text: 'checkout-6d5f-x2'}],
    ['status', {text: 'CrashLoopBackOff'}],
    ['restarts', {text: '12 (3m ago)', value: 12}],
    ['cpu', {text: '500m', value: 0.5}],
    ['memory', {text: '2Gi', value: 2 * 2 ** 30}],
    ['cpu%', {text: '71%', value: 71}],
    ['last seen', {text: '4m10s', value: 250}],
    ['ip', {text: '?'}],
    ['message', {text: 'Back-off restarting failed container main in pod'}],
  ]),
  labels: {app: 'checkout', 'team.example/name': 'pay ments'},
  created: now - 3600,
  now,
};

const yes = [
  '',
  '   ',
  'checkout',
  'CHECKOUT',
  'crash loop',
  'chkout',
  // By the first letters of a name's parts, with or without all of them.
  'pes',
  'c6x',
  'clbo',
  'prod-eu1',
  'status:crash',
  'status:^Crash.*Off$',
  'status:(crash|image).+off',
  'name:-6\\w{3}-',
  'STATUS:crash',
  'name:"checkout-6d5f"',
  '!status:running',
  '!running',
  '"failed container"',
  'restarts:>5',
  'restarts:>=12',
  'restarts:=12',
  'restarts:<=12',
  '!restarts:<12',
  'cpu:>250m',
  'cpu:<1',
  'memory:>=2Gi',
  'memory:>1e9',
  'cpu%:>70',
  'cpu%:>70%',
  'last-seen:<5m',
  'last-seen:>4m',
  'age:<2h',
  'age:>59m',
  'age:=60m',
  'age:<1h30m',
  'version:<1.36',
  'version:1.35',
  'version:v1.35',
  'version:>=1.34',
  'cluster:eu1',
  'cluster:arn:aws',
  'context:cluster/prod',
  'group:eu tier:prod provider:eks region:west',
  'label:app',
  'label:app=checkout',
  'label:app==checkout',
  'label:app!=cart',
  'label:zone!=a',
  '!label:zone',
  'label:app,team.example/name',
  'label:"team.example/name=pay ments"',
  'status:=crashloopbackoff',
];

const no = [
  'cart',
  'checkout cart',
  'xz',
  // From the middle of a part, or on through several.
  'hckout',
  'prodes',
  'chk6x2',
  // Letters in order, but of a sentence: that is no name.
  'bkofrs',
  // Two letters in order would be in nearly every name.
  'ct',
  '!checkout',
  'status:^running',
  'restarts:<12',
  'ip:>5',
  'ip:<5',
  'age:>2h',
  'version:>1.35',
  'version:<1.35',
  'tier:dev',
  'label:zone',
  'label:app=cart',
  'label:app!=checkout',
  'label:toString',
  'nothing:x',
];

for (const text of yes) test(`"${text}" finds it`, () => assert.equal(isFound(text), true));
for (const text of no) test(`"${text}" does not find it`, () => assert.equal(isFound(text), false));

test('the version of a row’s own column comes before that of its cluster, and a patch is compared where one is given', () => {
  const row = {...checkout, columns: new Map([['version', {text: '~v1.36.2<'}]])};
  assert.equal(isFound('version:1.36', row), true);
  assert.equal(isFound('version:>1.36.1', row), true);
  assert.equal(isFound('version:>1.36', row), false);
  assert.equal(isFound('version:=1.36.3', row), false);
});

test('what is not known matches no comparison in either direction', () => {
  const row = {
    ...checkout,
    created: 0,
    cluster: {...checkout.cluster},
    columns: new Map([['version', {text: '?'}]]),
  };
  for (const text of ['age:<1h', 'age:>1h', 'version:<1.36', 'version:>1.36'])
    assert.equal(isFound(text, row), false);
});

const errors: readonly (readonly [string, number, RegExp])[] = [
  ['ok name:(', 8, /missing closing \)/],
  ['name:[z-a]', 6, /character class range/],
  ['name:ab(?=c)', 7, /^patterns have no look-ahead$/],
  ['name:ab(?!c)', 7, /no look-ahead/],
  ['name:(?<!a)b', 5, /no look-behind/],
  ['name:(a)\\1', 8, /no back-references/],
  ['name:(?<n>a)\\k<n>', 12, /no back-references/],
  ['name:"a b', 5, /not closed/],
  ['web "open', 4, /not closed/],
  ['!', 1, /negate/],
  ['web status:', 11, /needs a value/],
  ['age:<soon', 5, /not a duration/],
  ['age:<10', 5, /not a duration/],
  ['version:<latest', 9, /not a version/],
  ['restarts:>many', 10, /not a number/],
  ['restarts:>', 10, /needs a value/],
  ['label:=x', 6, /a label is/],
  ['label:a,,b', 8, /a label is/],
  ['!label:a,b', 7, /one label at a time/],
];

for (const [text, at, message] of errors) {
  test(`${text} is an error at ${at}`, () => {
    const result = parseQuery(text);
    assert.equal(result.type, 'error');
    assert.equal(result.type === 'error' && result.at, at);
    assert.match(result.type === 'error' ? result.message : '', message);
  });
}

test('no pattern keeps the screen waiting: none takes much longer than a harmless one', () => {
  // V8's own engine would try each of the 2^24 ways to part a name.
  const rows = Array.from({length: 10}, (_, index) => ({
    ...checkout,
    columns: new Map([['name', {text: `${'a-'.repeat(12)}${index}`}]]),
  }));
  const time = (text: string) =>
    quickest(() => assert.equal(rows.filter((row) => isFound(text, row)).length, 0, text));
  const harmless = time('name:_$');
  for (const pattern of ['^([a-z0-9-]+)*_$', '(a-|a|-)+_', '(.*)*_$', '(([a-]?){10}){10}_']) {
    const times = time(`name:${pattern}`) / harmless;
    assert.ok(times < 2000, `${pattern}: ${times.toFixed(0)} times as long`);
  }
});

test('a cell of any length is compared in time in proportion to it', () => {
  for (const query of ['version:>1.30', 'name:>5', 'name:(0+)*_', 'zzz'])
    for (const textOf of [
      (length: number) => '0'.repeat(length),
      (length: number) => '.0'.repeat(length / 2),
    ]) {
      const times = growth((text) => isFound(query, {...checkout, columns: both(text)}), textOf);
      assert.ok(times < tolerable, `${query}: ${times.toFixed(1)} times as long`);
    }
});

test('with the columns known, a field that is none of them is an error at its name, and quotes make it a word', () => {
  const columns = ['NAME', 'LAST SEEN'];
  assert.deepEqual(parseQuery('a nginx:1.25', columns), {
    type: 'error',
    at: 2,
    message: 'no column nginx: (quote it to search for the text itself)',
  });
  for (const text of ['"nginx:1.25"', 'last-seen:<5m', 'tier:prod', 'https://host', '10.0.0.1:6443']) {
    assert.equal(parseQuery(text, columns).type, 'query', text);
  }
});

test('a word is not found in letters that run on from a name into its hash', () => {
  const name = 'cert-manager-nskhmpfprq-jbj9r';
  const columns = new Map([
    ['name', {text: name}],
    ['status', {text: 'Running'}],
  ]);
  const row = {...checkout, columns};
  assert.equal(isFound('crash', row), false);
  for (const text of ['cert', 'mngr', 'cmn', 'manager-nsk']) assert.equal(isFound(text, row), true, text);
});

test('a word found as it stands scores above an abbreviation', () => {
  const value = (text: string) => {
    const result = parseQuery(text);
    assert.ok(result.type === 'query');
    return score(result.query, checkout);
  };
  assert.ok(value('checkout') > value('chkout'));
  assert.ok(value('chkout') > 0);
  assert.equal(value('cart'), 0);
});

test('cells are computed only as far as a query asks for them', () => {
  const asked: string[] = [];
  const columns = {
    get: (name: string) => {
      asked.push(name);
      return checkout.columns.get(name);
    },
    values: () => {
      throw new Error('all cells were asked for');
    },
  };
  assert.equal(isFound('status:crash', {...checkout, columns}), true);
  assert.deepEqual(asked, ['status']);
});

function both(text: string): QuerySubject['columns'] {
  return new Map([
    ['name', {text}],
    ['version', {text}],
  ]);
}

function isFound(text: string, subject: QuerySubject = checkout): boolean {
  const result = parseQuery(text);
  assert.equal(result.type, 'query', result.type === 'error' ? result.message : '');
  return result.type === 'query' && matches(result.query, subject);
}
