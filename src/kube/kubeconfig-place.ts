import {type KubeconfigFile, parseKubeconfigFile} from './kubeconfig-file.ts';
import type {Silence} from './kubeconfig-held.ts';
import type {SourceFile} from './kubeconfig-sources.ts';

/** What came of one place a kubeconfig may be read from. */
export interface PlaceReading {
  /** Absolute. */
  readonly path: string;
  readonly folder?: string;
  readonly file?: KubeconfigFile;
  /** Where it names no contexts. */
  readonly silence?: Silence;
  /** What there is to say of it as long as nobody misses what it named before. */
  readonly problems: readonly string[];
}

export function readingOf({path, found, folder, isExplicit}: SourceFile): PlaceReading {
  const silent = (silence: Omit<Silence, 'path'>, isWorthTelling: boolean, problem = silence.reason) => ({
    path,
    ...(folder === undefined ? {} : {folder}),
    silence: {path, ...silence},
    problems: isWorthTelling ? [problem] : [],
  });
  switch (found.type) {
    case 'missing': {
      const problem = `${path}: there is no such file or folder${tildeHint(path)}`;
      return silent({reason: `${path}: is gone`, remedy: 'restore', isWhole: true}, isExplicit, problem);
    }
    case 'empty':
      return silent(namesNone(path), false);
    case 'unreadable':
      return silent({reason: `${path}: ${found.reason}`, remedy: 'mend', isWhole: true}, true);
    case 'read':
      break;
  }
  const reading = parseKubeconfigFile(path, found.bytes);
  switch (reading.type) {
    case 'kubeconfig': {
      const {file} = reading;
      const {clusters, users, contexts, problems} = file;
      const [reason] = problems;
      const isWhole = clusters.size + users.size === 0;
      const names = isWhole ? 'clusters or contexts' : 'contexts';
      const silence: Silence =
        reason === undefined ? {...namesNone(path, names), isWhole} : {path, reason, remedy: 'mend', isWhole};
      return {
        path,
        ...(folder === undefined ? {} : {folder}),
        file,
        ...(contexts.size === 0 ? {silence} : {}),
        problems,
      };
    }
    case 'other':
      return silent({reason: reading.problem, remedy: 'mend', isWhole: true}, folder === undefined);
    case 'broken': {
      // A folder may hold notes and scripts; only what was meant to be a kubeconfig is worth a complaint.
      const isMeant = reading.looksMeant || /\.(ya?ml|json|conf|kubeconfig)$/i.test(path);
      return silent(
        {reason: reading.problem, remedy: 'mend', isWhole: true},
        folder === undefined || isMeant,
      );
    }
  }
}

/** Folders of which no file names a context: one that is removed from a folder of several is no loss. */
export function silentFolders(readings: readonly PlaceReading[]): readonly Silence[] {
  const folders = Map.groupBy(readings, ({folder}) => folder);
  return [...folders].flatMap(([folder, files]) => {
    const isSilent = files.every(({silence}) => silence !== undefined);
    return folder !== undefined && isSilent ? [namesNone(folder)] : [];
  });
}

export function tildeHint(path: string): string {
  return path.includes('/~') ? ' (~ is not expanded inside KUBECONFIG)' : '';
}

function namesNone(path: string, names = 'contexts'): Silence {
  return {path, reason: `${path}: names no ${names} any more`, remedy: 'restore', isWhole: true};
}
