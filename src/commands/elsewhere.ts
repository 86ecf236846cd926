import type {Command} from './command.ts';
import type {Stage} from './stage.ts';

/** What fingers know from k9s and is not here yet: a key that does nothing unsaid would be pressed again, harder. */
export const elsewhere: readonly Command[] = [
  {
    ...leftToShell('object.change', 'nothing here changes a cluster yet'),
    title: 'edit, delete, kill: not here yet',
    scopes: ['table'],
  },
  {
    ...leftToShell('object.connect', 'port-forward and attach are not here yet'),
    title: 'port-forward, attach: not here yet',
    scopes: ['list', 'cluster'],
  },
];

function leftToShell(id: string, reason: string): Omit<Command, 'title' | 'scopes'> {
  return {
    id,
    isKeyOnly: true,
    disabled: (stage) => `${reason}${inShell(stage)}`,
    run: () => undefined,
  };
}

/** Where it can be done meanwhile, as the end of a sentence. */
export function inShell(stage: Stage): string {
  const {here} = stage.subject;
  return here === undefined ? '' : `; ${stage.keyFor('cluster.shell')} opens a shell on ${here.name}`;
}
