import {dialogHints, hintsOf} from '../commands/index.ts';
import {sanitise, wrapWords} from '../text/index.ts';
import {footerLine} from './frame.ts';
import type {LiveStage} from './live-stage.ts';
import type {Line} from './paint/line.ts';

const mostNoticeLines = 4;

/** One line, or as many as it takes to say what has just happened. */
export function explanationLines(stage: LiveStage, columns: number): readonly Line[] {
  const {notices, prompt, table, screen} = stage;
  const notice = prompt ? notices.hide() : notices.show(stage.clock.now());
  const suggestions = prompt?.suggestions() ?? [];
  if (suggestions.length > 0) return [suggestions];
  if (notice) {
    const {text, role} = notice;
    return wrapWords(text, columns, mostNoticeLines).map((line) => [{text: line, role}]);
  }
  // Also once the filter is accepted: every row is shown then, which must not pass for its answer.
  if (table?.problem !== undefined) return [[{text: sanitise(withoutQuery(table.problem)), role: 'warn'}]];
  return [[{text: screen.explanation(), role: 'dim'}]];
}

/** What is typed, else the keys that work now. */
export function footer(stage: LiveStage, columns: number): Line {
  const {dialog, prompt, keymap, scopes} = stage;
  if (prompt) return prompt.line(columns);
  if (dialog) return footerLine(dialogHints(keymap, dialog.isMany), [], columns);
  return footerLine(hintsOf(stage, keymap, scopes), [...limits(stage), ...problems(stage)], columns);
}

/** Why these rows and no others, and which of them the next command is for: `/checkout  faults only  3 marked`. */
function limits({table}: LiveStage): Line {
  const {filter = '', isFaultsOnly = false, marked = 0} = table ?? {};
  const spans: Line = [
    ...(filter === '' ? [] : [{text: `/${sanitise(filter)}`, role: 'match'} as const]),
    ...(isFaultsOnly ? [{text: 'faults only', role: 'match'} as const] : []),
    ...(marked === 0 ? [] : [{text: `${marked} marked`, role: 'mark'} as const]),
  ];
  return spans.flatMap((span) => [span, {text: '  '}]);
}

/** `2 problems :problems`: the files of a person are not as they should be, wherever they are looking. */
function problems(stage: LiveStage): Line {
  const count = stage.problems.all.length;
  if (count === 0) return [];
  return [
    {text: `${count} ${count === 1 ? 'problem' : 'problems'} `, role: 'warn'},
    {text: stage.keyFor('app.problems'), role: 'key'},
    {text: '  '},
  ];
}

/** The query itself stands on the line below. */
function withoutQuery(problem: string): string {
  return problem.replace(/^in the query .*, (?=at ")/, '');
}
