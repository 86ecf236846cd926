import {Readable} from 'node:stream';
import {Box, type Instance, render, Text} from 'ink';
import {memo, type ReactElement} from 'react';
import {createDiet} from './diet.ts';
import {beginUpdate, endUpdate, InkOutput} from './ink-output.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Frames in, the fewest bytes out: Ink compares, throttles and marks them, the diet writes them. */
export interface InkScreen {
  show(frame: readonly string[]): void;
  /** From now on frames are of this size, and the next one is written as a whole. */
  renew(size: Size): void;
  /** Resolves when all that was shown has been handed to `write`. */
  flush(): Promise<void>;
  close(): void;
}

export function openInkScreen(size: Size, write: (bytes: string) => void): InkScreen {
  const diet = createDiet();
  const output = new InkOutput(size, (frame) => {
    const bytes = diet.slim(frame, output.rows);
    // In one write, so that it is one packet too; terminals that know the marks show all of it at once.
    if (bytes !== '') write(`${beginUpdate}${bytes}${endUpdate}`);
  });
  let ink: Instance | undefined;
  let shown: readonly string[] = [];
  // Another key makes React build the tree anew, which has Ink write a frame even where no text has changed.
  let generation = 0;
  const tree = () => <Slots key={generation} frame={shown} columns={output.columns} rows={output.rows} />;
  return {
    show(frame) {
      shown = frame;
      if (ink) ink.rerender(tree());
      // Not before there is something to show: an empty frame would have the first one wait for its turn.
      else ink = start(tree(), output);
    },
    renew({columns, rows}) {
      output.columns = columns;
      output.rows = rows;
      // Has Ink forget what is on the screen; the bytes it writes for that go nowhere.
      ink?.clear();
      diet.wipe();
      generation += 1;
    },
    flush: async () => ink?.waitUntilRenderFlush(),
    close: () => ink?.unmount(),
  };
}

function start(tree: ReactElement, output: InkOutput): Instance {
  return render(tree, {
    stdout: output as unknown as NodeJS.WriteStream,
    stderr: output as unknown as NodeJS.WriteStream,
    // Keys are read elsewhere: a component that asked Ink for them would wait for ever.
    stdin: new Readable({read: () => undefined}) as unknown as NodeJS.ReadStream,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    maxFps: 30,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: false,
  });
}

/** Exactly as many rows as the terminal has, by their place: what scrolls changes texts and makes no nodes. */
function Slots({frame, columns, rows}: Size & {readonly frame: readonly string[]}): ReactElement {
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {Array.from({length: rows}, (_, slot) => slot).map((slot) => (
        <Slot key={slot} text={frame[slot] ?? ''} />
      ))}
    </Box>
  );
}

const Slot = memo(function Slot({text}: {readonly text: string}): ReactElement {
  // A text of nothing has no height, and the rows below would move up.
  return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>;
});
