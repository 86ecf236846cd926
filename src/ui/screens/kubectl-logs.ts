import type {Line} from '../paint/line.ts';
import {linesOf} from './text.ts';

/** Characters of all containers together; more could not be searched while a person types. */
const mostShown = 1024 * 1024;

/**
 * kubectl puts `[pod/web-7d4/main] ` before each line, and asks containers in any order: theirs stay together here, in the
 * order of their names, and are named where there are several. Of too much the newest lines of each are shown.
 * `isCut`: `text` is only the end of what it printed.
 */
export function logLines(text: string, isCut: boolean): readonly Line[] {
  const logs = logsOf(text);
  const rooms = roomsFor(logs);
  const hasSeveral = logs.filter(({container}) => container !== '').length > 1;
  const lines = logs
    .toSorted((one, other) => (one.container < other.container ? -1 : 1))
    .flatMap((log) => {
      const label = hasSeveral && log.container !== '' ? `${log.container}: ` : '';
      const newest = newestOf(log.lines, rooms.get(log.container) ?? 0);
      const shown = linesOf(newest.map((line) => label + line).join('\n'));
      return newest.length < log.lines.length ? [older(label), ...shown] : shown;
    });
  return isCut ? [older(''), ...lines] : lines;
}

interface Log {
  readonly container: string;
  readonly lines: readonly string[];
}

function logsOf(text: string): readonly Log[] {
  const lines = text.split('\n').map((line) => {
    const [prefix = '', container = ''] = /^\[pod\/[^/\]]+\/([^\]]+)\] /.exec(line) ?? [];
    return {container, line: line.slice(prefix.length)};
  });
  return [...Map.groupBy(lines, ({container}) => container)].map(([container, own]) => ({
    container,
    lines: own.map(({line}) => line),
  }));
}

/** Characters that each container may show: as many as the others, and what those leave. */
function roomsFor(logs: readonly Log[]): ReadonlyMap<string, number> {
  const sizes = logs.map(({container, lines}) => ({container, size: sizeOf(lines)}));
  let left = mostShown;
  return new Map(
    sizes
      .toSorted((one, other) => one.size - other.size)
      .map(({container, size}, index) => {
        const room = Math.floor(left / (sizes.length - index));
        left -= Math.min(size, room);
        return [container, room];
      }),
  );
}

/** The last of them that fit, and always the very last, if only its beginning. */
function newestOf(lines: readonly string[], room: number): readonly string[] {
  let left = room;
  const before = lines.findLastIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  const newest = lines.slice(before + 1);
  return newest.length > 0 ? newest : lines.slice(-1).map((line) => line.slice(0, room));
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function older(label: string): Line {
  return [{text: `${label}... older lines are not shown`, role: 'dim'}];
}
