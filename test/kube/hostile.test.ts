import assert from 'node:assert/strict';
import {test} from 'node:test';
import {webPage} from '../../src/kube/answer-failure.ts';
import {awsSessions} from '../../src/kube/aws-sessions.ts';
import {parseKubeconfigFile} from '../../src/kube/kubeconfig-file.ts';
import {lastWords} from '../../src/kube/last-words.ts';
import {targetOf} from '../../src/kube/request-text.ts';
import {growth, tolerable} from '../text/growth.ts';

interface Reading {
  readonly work: (text: string) => unknown;
  /** Each makes some expression start again at every place of it, once it is there again and again. */
  readonly texts: Readonly<Record<string, string>>;
  /** Of the usual lengths, where a mistake would be cubic and never come to an end. */
  readonly share?: number;
}

const works: Readonly<Record<string, Reading>> = {
  'the title of a web page': {
    work: (text) => webPage('host', text),
    texts: {titles: '<title', tags: '<', blanks: ' '},
  },
  'a kubeconfig that does not parse': {
    work: (text) => parseKubeconfigFile('/config', Buffer.from(`a: [${text}`)),
    texts: {'line breaks': '\n', blanks: ' '},
  },
  'an AWS configuration': {
    work: (text) => awsSessions(`[${text}x\na =${text}x`),
    texts: {blanks: ' ', brackets: '[', 'parts of a value': 'a '},
    share: 0.01,
  },
  'a value of an AWS configuration': {
    work: (text) => awsSessions(`[p]\na = x${text}x`),
    texts: {blanks: ' '},
  },
  'the last words of a plugin': {
    work: (text) => lastWords(`error ${text}`),
    texts: {dashes: '-', flags: '-key ', 'parts of a token': 'eyJ.', slashes: '://'},
  },
  'the path of a server': {
    work: (text) => targetOf({pathname: `${text}x`} as URL, {verb: 'GET', path: '/version', signal}),
    texts: {slashes: '/'},
  },
};

const {signal} = new AbortController();

for (const [name, {work, texts, share = 1}] of Object.entries(works)) {
  test(`${name} is read in time in proportion to its length, whatever is in it`, () => {
    for (const [what, part] of Object.entries(texts)) {
      const times = growth(work, (length) => part.repeat((share * length) / part.length));
      assert.ok(times < tolerable, `${what}: ${times.toFixed(1)} times as long`);
    }
  });
}

test('a section of an AWS configuration is named with and without blanks, quotes and the word profile', () => {
  const text = [
    '[default]',
    '[ profile  one ]',
    '[profile "two"] # of the team',
    '[profile]',
    '[ ]',
    'sso_session = lost',
    '[sso-session corp]',
  ].join('\nsso_session =  corp \n');
  assert.deepEqual(
    [...awsSessions(text)].map(([name, session]) => [name, session.type === 'sso' && session.session]),
    ['default', 'one', 'two', 'profile'].map((name) => [name, 'corp']),
  );
});
