import {pods} from '../kinds/index.ts';
import type {Command} from './command.ts';
import {noObject, placeOf} from './objects.ts';
import {withKubeconfig} from './private-kubeconfig.ts';
import type {Ended, KubectlVerb, ObjectPlace, Stage} from './stage.ts';

/** What kubectl is asked in a person's stead: it only reads. */
export const kubectl: readonly Command[] = [
  {...showing('object.describe', 'describe it (kubectl)', 'describe', noKubectl), hint: 'describe'},
  {...showing('object.logs', 'its last logs (kubectl)', 'logs', noLogs), hint: 'logs', rank: 3},
  showing('object.previous-logs', 'the logs of its run before (kubectl)', 'previous logs', noLogs),
];

/** What kubectl prints of an object. Every verb only reads. */
export async function askKubectl(
  stage: Pick<Stage, 'watch' | 'privateFile' | 'read'>,
  verb: KubectlVerb,
  object: ObjectPlace,
  signal: AbortSignal,
): Promise<Ended> {
  const command = ['kubectl', ...wordsOf(verb, object)];
  const ended = await withKubeconfig(stage, object.context, (variables) =>
    stage.read({command, variables, keeps: verb === 'describe' ? 'beginning' : 'end'}, signal),
  );
  return ended ?? {type: 'failed', reason: 'its kubeconfig entry cannot be used'};
}

/** Lines of each container; a limit of bytes would cut off the newest. */
const mostLogLines = 500;

/** Names come from clusters: as the value of a flag, or behind `--`, they are never taken for a flag. */
function wordsOf(verb: KubectlVerb, {kind, namespace, name}: ObjectPlace): readonly string[] {
  const where = namespace === '' ? [] : [`--namespace=${namespace}`];
  // As one word: the second of two is taken for the beginning of a name where there is no such object.
  const what = ['--', `${kind}/${name}`];
  switch (verb) {
    case 'describe':
      return ['describe', ...where, ...what];
    case 'logs':
    case 'previous logs':
      return [
        'logs',
        ...where,
        '--all-containers',
        '--ignore-errors',
        '--prefix',
        `--tail=${mostLogLines}`,
        ...(verb === 'logs' ? [] : ['--previous']),
        ...what,
      ];
  }
}

function showing(
  id: string,
  title: string,
  verb: KubectlVerb,
  disabled: (stage: Stage) => string | undefined,
): Command {
  return {
    id,
    title,
    scopes: ['list', 'cluster'],
    disabled,
    run(stage) {
      const {object} = stage.subject;
      if (object) stage.open({type: 'kubectl', verb, object: placeOf(object)});
    },
  };
}

function noKubectl(stage: Stage): string | undefined {
  return noObject(stage) ?? (stage.has('kubectl') ? undefined : 'kubectl is not on the PATH');
}

function noLogs(stage: Stage): string | undefined {
  const {object} = stage.subject;
  if (object && object.kind !== pods)
    return `only pods have logs; ${stage.keyFor('object.open')} lists those of a workload`;
  return noKubectl(stage);
}
