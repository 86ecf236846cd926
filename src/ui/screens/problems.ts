import type {Stage} from '../../commands/index.ts';
import {coarseAge, sanitise} from '../../text/index.ts';
import type {Notices} from '../notices.ts';
import type {Line} from '../paint/line.ts';
import type {Problems} from '../problems.ts';
import type {TextSource} from './text.ts';

export interface ProblemsStage extends Pick<Stage, 'clock'> {
  readonly problems: Pick<Problems, 'all'>;
  readonly notices: Pick<Notices, 'log'>;
}

/** What is wrong with the files of a person as they stand, and what went wrong since the start. */
export function problemsSource({clock, problems, notices}: ProblemsStage): TextSource {
  return {
    place: {type: 'problems'},
    title: 'Problems',
    fileName: 'problems.txt',
    lines: () => [
      head('NOW'),
      ...orNone(
        problems.all.map(({source, text}) => item(source, text)),
        'nothing is wrong with settings, keymap and kubeconfig',
      ),
      [],
      head('TOLD SINCE THE START'),
      ...orNone(
        notices.log.map(({text, at}) => item(`${coarseAge(clock.now() - at)} ago`, text)),
        'nothing has gone wrong',
      ),
    ],
    explanation: () => 'settings are read at the start, kubeconfig and keymap whenever they change',
    isWrapped: true,
  };
}

function orNone(lines: readonly Line[], none: string): readonly Line[] {
  return lines.length > 0 ? lines : [[{text: `  ${none}`}]];
}

function head(text: string): Line {
  return [{text, role: 'heading'}];
}

function item(name: string, text: string): Line {
  return [{text: `  ${name.padEnd(10)}  `, role: 'dim'}, {text: sanitise(text)}];
}
