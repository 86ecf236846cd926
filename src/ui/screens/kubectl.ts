import {askKubectl, type KubectlVerb, type ObjectPlace, type Stage} from '../../commands/index.ts';
import type {Line} from '../paint/line.ts';
import {heldText} from './held-text.ts';
import {linesOf, type TextSource} from './text.ts';

export interface KubectlSourceOptions {
  readonly stage: Pick<Stage, 'keyFor' | 'watch' | 'clock' | 'say' | 'privateFile' | 'read'>;
  readonly verb: KubectlVerb;
  readonly object: ObjectPlace;
  readonly clusterName: string;
  /** There is something else to show. */
  onRead(): void;
}

/** What kubectl says of one object. */
export function kubectlSource({stage, verb, object, clusterName, onRead}: KubectlSourceOptions): TextSource {
  const {namespace, name} = object;
  const held = heldText({
    stage,
    read: async (signal) => {
      const ended = await askKubectl(stage, verb, object, signal);
      if (ended.type === 'failed') return ended;
      if (ended.code === 0) return {type: 'content', content: ended.output};
      const words = ended.output.trim();
      return {type: 'failed', reason: words === '' ? `kubectl ended with exit code ${ended.code}` : words};
    },
    linesOf: (text) => shown(text.trimEnd(), verb),
    onRead,
  });
  return {
    place: {type: 'kubectl', verb, object},
    title: [clusterName, verb, ...(namespace === '' ? [] : [namespace]), name].join(' '),
    fileName: `${name}-${verb.replace(' ', '-')}.txt`,
    ...(verb === 'describe' ? {} : {isNewestLast: true}),
    ...held.source,
  };
}

function shown(text: string, verb: KubectlVerb): readonly Line[] {
  if (text === '') return [[{text: `It has no ${verb}.`, role: 'dim'}]];
  return linesOf(verb === 'describe' ? text : logsOf(text));
}

/**
 * kubectl puts `[pod/web-7d4/main] ` before each line, and asks containers in any order: theirs stay together here, in the
 * order of their names, and are named where there are several.
 */
function logsOf(text: string): string {
  const lines = text.split('\n').map((line) => {
    const [prefix = '', container = ''] = /^\[pod\/[^/\]]+\/([^\]]+)\] /.exec(line) ?? [];
    return {container, line: line.slice(prefix.length)};
  });
  const named = Map.groupBy(lines, ({container}) => container);
  const hasSeveral = [...named.keys()].filter((container) => container !== '').length > 1;
  return [...named]
    .toSorted(([first], [second]) => (first < second ? -1 : 1))
    .flatMap(([container, own]) =>
      own.map(({line}) => (hasSeveral && container !== '' ? `${container}: ${line}` : line)),
    )
    .join('\n');
}
