import assert from 'node:assert/strict';
import test from 'node:test';
import {createVerdicts} from '../../src/cli/verdicts.ts';

test('a record is judged again only when it, the time or the cluster is another', () => {
  const verdicts = createVerdicts();
  let asked = 0;
  const judge = (about: string, record: object, now: number) =>
    verdicts.of('east', about)(record, now, () => {
      asked += 1;
      return asked % 2 === 1;
    });
  const web = {};
  assert.equal(judge('1.36', web, 10), true);
  assert.equal(judge('1.36', web, 10), true);
  assert.equal(asked, 1);
  for (const [about, record, now] of [
    ['1.36', web, 20],
    ['1.36', {}, 20],
    ['1.37', web, 20],
  ] as const) {
    const before: number = asked;
    judge(about, record, now);
    assert.equal(asked, before + 1);
  }
});

test('what is known of one cluster says nothing of another', () => {
  const verdicts = createVerdicts();
  const record = {};
  assert.equal(
    verdicts.of('east', '')(record, 1, () => true),
    true,
  );
  assert.equal(
    verdicts.of('west', '')(record, 1, () => false),
    false,
  );
});
