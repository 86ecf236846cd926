import {accessSync, constants, rmSync, writeFileSync} from 'node:fs';
import {constants as system, tmpdir} from 'node:os';
import {delimiter, join, sep} from 'node:path';
import process from 'node:process';
import {execa} from 'execa';
import {temporaryFolder} from './left-folders.ts';
import {readProgram} from './read-program.ts';
import {saveFile} from './save-file.ts';
import type {Outside} from './ui/index.ts';
import {leaveRemovedFolder} from './working-folder.ts';

const {signals} = system;

type Environment = Readonly<Record<string, string | undefined>>;

export interface OutsideOptions {
  readonly environment: Environment;
  readonly home: string;
  /** Of the settings; SHELL when empty. */
  readonly shell: readonly string[];
  /** ms. */
  now(): number;
  quit(): void;
}

/** The world around the screen: programs, files, the way out. `close` removes what was written for others to read. */
export function outsideOf({environment, home, shell, now, quit}: OutsideOptions): Outside & {close(): void} {
  let folder: string | undefined;
  let files = 0;
  const close = () => {
    if (folder !== undefined) rmSync(folder, {recursive: true, force: true});
  };
  return {
    shell: shell.length > 0 ? shell : [environment['SHELL'] || '/bin/sh'],
    async run({command, environment: whole, variables, banner, isSecret}) {
      const [program = '', ...words] = command;
      const refuge = leaveRemovedFolder(home);
      const notice = refuge === undefined ? '' : `The working folder is gone; this runs in ${refuge}.\n`;
      process.stdout.write(`\x1b[H\x1b[2J${banner}\n${notice}`);
      const running = execa(program, words, {
        env: {...(whole ?? environment), ...variables},
        extendEnv: false,
        stdin: 'inherit',
        stdout: isSecret ? 'pipe' : 'inherit',
        stderr: 'inherit',
        reject: false,
        stripFinalNewline: false,
        cleanup: false,
      });
      // Should we end meanwhile, it loses its terminal; a shell would ignore SIGTERM. By a hook of our own: that of execa's
      // `cleanup` is lost to the older signal-exit that Ink brings along.
      const hangUp = () => void running.kill('SIGHUP');
      process.once('exit', hangUp);
      const result = await running;
      process.off('exit', hangUp);
      if (result.exitCode !== undefined) {
        return {type: 'ended', code: result.exitCode, output: String(result.stdout ?? '')};
      }
      if (result.signal !== undefined) {
        // As a shell counts it.
        return {type: 'ended', code: 128 + signals[result.signal], output: ''};
      }
      if (result.code !== 'ENOENT') return {type: 'failed', reason: result.code ?? 'unknown'};
      return {type: 'failed', reason: program.includes(sep) ? 'it is not there' : 'it is not on the PATH'};
    },
    has: (program) =>
      (environment['PATH'] ?? '').split(delimiter).some((place) => isExecutable(join(place || '.', program))),
    read: (program, signal) => readProgram(program, environment, signal),
    async privateFile(name, text) {
      if (folder === undefined) {
        folder = temporaryFolder('flotilla-run-', environment['XDG_RUNTIME_DIR'] || tmpdir());
        // Credentials lie in it: they go with the program, however it ends, if it has a moment to end in.
        process.once('exit', close);
      }
      files += 1;
      const file = join(folder, `${files}-${name}`);
      writeFileSync(file, text, {mode: 0o600, flag: 'wx'});
      return {path: file, remove: () => rmSync(file, {force: true})};
    },
    async save(name, text) {
      const stamp = new Date(now()).toISOString().replaceAll(/[-:]|\..*/g, '');
      const dot = name.lastIndexOf('.');
      const file = `flotilla-${name.slice(0, dot)}-${stamp}${name.slice(dot)}`.replaceAll(/[^\w.-]+/g, '_');
      leaveRemovedFolder(home);
      // Where a person stands; a bastion's working folder may not be theirs to write to.
      return saveFile(file, text, [process.cwd(), home, tmpdir()]);
    },
    quit,
    close,
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
