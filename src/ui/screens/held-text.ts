import type {Stage} from '../../commands/index.ts';
import {sanitise} from '../../text/index.ts';
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

/** A text that is read when it is opened, and again when a person asks. */
export function heldText<T>(options: HeldTextOptions<T>): HeldText {
  const {stage} = options;
  const ending = new AbortController();
  let read: Read<T> = {type: 'reading'};
  let lines: readonly Line[] = [];

  const show = () => {
    lines = read.type === 'held' ? options.linesOf(read.content) : wordsOf(read);
  };
  const refresh = async () => {
    const answer = await options.read(ending.signal);
    if (ending.signal.aborted) return;
    if (answer.type === 'content') read = {...answer, type: 'held', at: stage.clock.now()};
    // What was read before is worth more than nothing.
    else if (read.type === 'held') return stage.say(`not read again: ${answer.reason}`, 'bad');
    else read = answer;
    show();
    options.onRead();
  };
  show();
  void refresh();

  return {
    show,
    source: {
      lines: () => lines,
      explanation: () =>
        read.type === 'held'
          ? `as of ${new Date(read.at).toISOString().slice(11, 19)} UTC; ${stage.keyFor('text.refresh')} reads it anew`
          : '',
      refresh: () => void refresh(),
      close: () => ending.abort(),
    },
  };
}

function wordsOf(read: Exclude<Read<never>, {type: 'held'}>): readonly Line[] {
  return read.type === 'reading'
    ? [[{text: 'reading ...', role: 'dim'}]]
    : read.reason
        .split('\n')
        .map((line, index) => [
          {text: sanitise(index === 0 ? `It could not be read: ${line}` : line), role: 'bad'},
        ]);
}
