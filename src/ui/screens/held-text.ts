import type {Stage} from '../../commands/index.ts';
import {age, over, sanitise} from '../../text/index.ts';
import type {Line} from '../paint/line.ts';
import type {TextSource} from './text.ts';

export interface HeldTextOptions<T> {
  readonly stage: Pick<Stage, 'keyFor' | 'clock' | 'say'>;
  read(signal: AbortSignal): Promise<TextAnswer<T>>;
  linesOf(content: T): readonly Line[];
  /** There is something else to show. */
  onRead(): void;
}

export type TextAnswer<T> =
  | {readonly type: 'content'; readonly content: T}
  /** `reason` says in a sentence why there is nothing to read. */
  | {readonly type: 'failed'; readonly reason: string};

export interface HeldText {
  readonly source: Pick<TextSource, 'lines' | 'explanation'> & {refresh(): void; close(): void};
  /** Makes its lines anew, from what is held. */
  show(): void;
}

type Read<T> =
  | {readonly type: 'reading'}
  | {readonly type: 'held'; readonly content: T; readonly at: number}
  | {readonly type: 'failed'; readonly reason: string};

interface Underway {
  readonly ending: AbortController;
  readonly since: number;
}

/** ms that a reading may take before it is said how long it takes. */
const patience = 1000;

/** A text that is read when it is opened, and again when a person asks; who asks anew ends what is still being read. */
export function heldText<T>(options: HeldTextOptions<T>): HeldText {
  const {stage} = options;
  let read: Read<T> = {type: 'reading'};
  let lines: readonly Line[] = [];
  let underway: Underway | undefined;

  const show = () => {
    if (read.type === 'held') lines = options.linesOf(read.content);
    if (read.type === 'failed') lines = wordsOf(read.reason);
  };
  /** How long it has been reading, ms; undefined where it is not. */
  const readingFor = () => underway && stage.clock.now() - underway.since;
  const close = () => {
    underway?.ending.abort(over);
    underway = undefined;
  };
  const refresh = async () => {
    close();
    const ending = new AbortController();
    underway = {ending, since: stage.clock.now()};
    const answer = await options.read(ending.signal);
    if (ending.signal.aborted) return;
    underway = undefined;
    if (answer.type === 'content') read = {...answer, type: 'held', at: stage.clock.now()};
    // What was read before is worth more than nothing.
    else if (read.type === 'held') return stage.say(`not read again: ${answer.reason}`, 'bad');
    else read = answer;
    show();
    options.onRead();
  };
  void refresh();

  return {
    show,
    source: {
      lines: () => (read.type === 'reading' ? [[{text: readingWords(readingFor()), role: 'dim'}]] : lines),
      explanation: () => {
        if (read.type === 'reading') return '';
        const reading = readingFor() ?? 0;
        if (reading >= patience) return readingWords(reading);
        return read.type === 'held'
          ? `as of ${new Date(read.at).toISOString().slice(11, 19)} UTC; ${stage.keyFor('text.refresh')} reads it anew`
          : '';
      },
      refresh: () => void refresh(),
      close,
    },
  };
}

function readingWords(milliseconds = 0): string {
  return milliseconds < patience ? 'reading ...' : `reading ... ${age(milliseconds / 1000)}`;
}

function wordsOf(reason: string): readonly Line[] {
  return reason
    .split('\n')
    .map((line, index) => [
      {text: sanitise(index === 0 ? `It could not be read: ${line}` : line), role: 'bad'},
    ]);
}
