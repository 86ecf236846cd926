import type {Ended, PrivateFile, Program, Reading} from '../commands/index.ts';

/** What the screen asks of the world around the program; `main` provides it. */
export interface Outside {
  /** Runs it with the terminal it is given, to its end. */
  run(program: Program): Promise<Ended>;
  /** A program of this name is on the PATH. */
  has(program: string): boolean;
  readonly shell: readonly string[];
  /** Runs a program without the terminal, and gives back what it printed. */
  read(program: Reading, signal: AbortSignal): Promise<Ended>;
  /** Only its owner can read the file; it is gone with the program, if not before. */
  privateFile(name: string, text: string): Promise<PrivateFile>;
  /** Written where a person finds it, over nothing that is there. */
  save(name: string, text: string): Promise<string>;
  quit(): void;
}
