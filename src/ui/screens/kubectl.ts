import {askKubectl, type KubectlVerb, type ObjectPlace, type Stage} from '../../commands/index.ts';
import type {Line} from '../paint/line.ts';
import {heldText} from './held-text.ts';
import {logLines} from './kubectl-logs.ts';
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
  const held = heldText<Printed>({
    stage,
    read: async (signal) => {
      const ended = await askKubectl(stage, verb, object, signal);
      if (ended.type === 'failed') return ended;
      const {code, output, isCut = false} = ended;
      if (code === 0) return {type: 'content', content: {text: output.trimEnd(), isCut}};
      const words = output.trim();
      return {type: 'failed', reason: words === '' ? `kubectl ended with exit code ${code}` : words};
    },
    linesOf: (printed) => linesFor(printed, verb),
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

interface Printed {
  readonly text: string;
  readonly isCut: boolean;
}

function linesFor({text, isCut}: Printed, verb: KubectlVerb): readonly Line[] {
  if (text === '') return [[{text: `It has no ${verb}.`, role: 'dim'}]];
  if (verb !== 'describe') return logLines(text, isCut);
  return isCut ? [...linesOf(text), [{text: '... the rest is not shown', role: 'dim'}]] : linesOf(text);
}
