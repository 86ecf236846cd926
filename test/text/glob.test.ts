import assert from 'node:assert/strict';
import {test} from 'node:test';
import {glob} from '../../src/text/index.ts';

const cases: readonly (readonly [string, string, boolean])[] = [
  ['prod-eu1', 'prod-eu1', true],
  ['prod-eu1', 'prod-eu10', false],
  ['prod-eu1', 'a-prod-eu1', false],
  ['prod', 'PROD', false],
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['*', 'a\nb/c', true],
  ['prod-*', 'prod-', true],
  ['prod-*', 'prod-eu1', true],
  ['*-eu1', 'prod-eu1-eu1', true],
  ['*-eu1', 'prod-eu1-us1', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['a**c', 'abc', true],
  ['a*', 'a*', true],
  ['*ab*ab', 'xabab', true],
  ['*ab*ab', 'xab', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a?c', 'a😀c', true],
  ['?', '', false],
  ['*?', 'a', true],
  ['*?', '', false],
  ['https://*.eks.amazonaws.com', 'https://x.eks.amazonaws.com', true],
  ['https://*.eks.amazonaws.com', 'https://x.eks-amazonaws.com', false],
  ['a.c', 'abc', false],
  ['[ab](c)', '[ab](c)', true],
];

for (const [pattern, text, isMatch] of cases) {
  test(`"${pattern}" ${isMatch ? 'stands for' : 'does not stand for'} ${JSON.stringify(text)}`, () => {
    assert.equal(glob(pattern).test(text), isMatch);
  });
}
