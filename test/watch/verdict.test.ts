import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {ConnectionState} from '../../src/fleet/index.ts';
import {type Failure, KubeError} from '../../src/kube/index.ts';
import {type Answer, type Evidence, stateAfter, type Verdict, verdictOf} from '../../src/watch/verdict.ts';

const idle: Evidence = {isServing: false};
const serving: Evidence = {isServing: true};

describe('what a probe means', () => {
  const table: readonly [string, Failure, Evidence, Partial<Verdict>][] = [
    ['an unknown name', {type: 'dns'}, idle, {type: 'missed', layer: 'dns'}],
    ['a refused connection', {type: 'tcp'}, idle, {type: 'missed', layer: 'tcp'}],
    [
      'a refused connection, whatever the watches say',
      {type: 'tcp'},
      serving,
      {type: 'missed', layer: 'tcp'},
    ],
    ['a certificate of another CA', {type: 'tls'}, idle, {type: 'missed', layer: 'tls'}],
    ['silence', {type: 'timeout'}, serving, {type: 'missed', layer: 'tcp', isSilent: true}],
    ['403', {type: 'http', status: 403}, idle, {type: 'alive'}],
    ['404 while a watch is served', {type: 'http', status: 404}, serving, {type: 'alive'}],
    ['404 and nothing else', {type: 'http', status: 404}, idle, {type: 'missed', layer: 'http', status: 404}],
    ['429 while a watch is served', {type: 'http', status: 429}, serving, {type: 'alive'}],
    ['429 and nothing else', {type: 'http', status: 429}, idle, {type: 'missed', layer: 'http', status: 429}],
    ['500 while a watch is served', {type: 'http', status: 500}, serving, {type: 'alive'}],
    ['503 and nothing else', {type: 'http', status: 503}, idle, {type: 'missed', layer: 'http', status: 503}],
    ['a redirect', {type: 'http', status: 302}, idle, {type: 'missed', layer: 'http', status: 302}],
    ['HTML', {type: 'garbled'}, idle, {type: 'missed', layer: 'http'}],
    ['HTML while a watch is served', {type: 'garbled'}, serving, {type: 'alive'}],
    ['401', {type: 'login', cause: 'refused'}, serving, {type: 'login', cause: 'refused'}],
    ['a missing plugin', {type: 'login', cause: 'no plugin'}, idle, {type: 'login', cause: 'no plugin'}],
    ['a certificate file that is not there', {type: 'entry'}, idle, {type: 'broken'}],
    ['our own abort', {type: 'aborted'}, idle, {type: 'none'}],
    ['our own refusal', {type: 'read-only'}, idle, {type: 'none'}],
  ];
  for (const [what, failure, evidence, expected] of table) {
    it(`${what} is ${Object.values(expected).join(' ')}`, () => {
      const verdict = verdictOf(failed(failure), evidence);
      for (const [key, value] of Object.entries(expected))
        assert.equal(verdict[key as keyof Verdict], value, key);
    });
  }

  it('a good answer is alive', () => {
    assert.deepEqual(verdictOf({type: 'answered'}, idle), {type: 'alive'});
  });

  it('a good answer is login where every watch is refused, and alive where one is served', () => {
    const refused = new KubeError('401', {context: 'a', failure: {type: 'login', cause: 'refused'}});
    assert.equal(verdictOf({type: 'answered'}, {isServing: false, refused}).type, 'login');
    assert.equal(verdictOf({type: 'answered'}, {isServing: true, refused}).type, 'alive');
  });

  it('404 on everything tells to look at the URL', () => {
    const verdict = verdictOf(failed({type: 'http', status: 404}), idle);
    assert.match(verdict.type === 'missed' ? verdict.reason : '', /check the server's URL/);
  });
});

describe('the state after a verdict', () => {
  const missed: Verdict = {type: 'missed', layer: 'tcp', reason: 'refused', isSilent: false};
  const live: ConnectionState = {type: 'live', since: 1};

  it('is unreachable at once for a first connection', () => {
    assert.deepEqual(stateAfter({type: 'connecting', since: 1}, missed, 5, undefined), {
      type: 'unreachable',
      since: 5,
      layer: 'tcp',
      reason: 'refused',
    });
  });

  it('is stale after one miss of what was live and unreachable after two, since the first', () => {
    const stale = stateAfter(live, missed, 5, undefined);
    assert.deepEqual(stale, {type: 'stale', since: 5});
    assert.equal(stateAfter(stale, missed, 8, undefined).type, 'unreachable');
    assert.equal(stateAfter(stale, missed, 8, undefined).since, 5);
  });

  it('keeps the time when only the layer changes', () => {
    const first = stateAfter({type: 'stale', since: 5}, missed, 8, undefined);
    const next = stateAfter(first, {...missed, layer: 'http', status: 503}, 20, undefined);
    assert.deepEqual(next, {type: 'unreachable', since: 5, layer: 'http', status: 503, reason: 'refused'});
  });

  it('is the very same object when nothing changes', () => {
    const down = stateAfter({type: 'stale', since: 5}, missed, 8, undefined);
    assert.equal(stateAfter(down, missed, 20, undefined), down);
    assert.equal(stateAfter(live, {type: 'alive'}, 20, undefined), live);
    const login: Verdict = {type: 'login', cause: 'session', reason: 'ended'};
    const out = stateAfter(live, login, 20, 'aws');
    assert.deepEqual(out, {type: 'login', since: 20, cause: 'session', reason: 'ended', group: 'aws'});
    assert.equal(stateAfter(out, login, 30, 'aws'), out);
    assert.equal(stateAfter(out, {type: 'none'}, 30, 'aws'), out);
  });

  it('is live again from anywhere', () => {
    for (const type of ['connecting', 'stale'] as const)
      assert.deepEqual(stateAfter({type, since: 1}, {type: 'alive'}, 9, undefined), {type: 'live', since: 9});
  });
});

function failed(failure: Failure): Answer {
  return {type: 'failed', error: new KubeError('it failed', {context: 'a', failure})};
}
