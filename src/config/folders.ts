import {isAbsolute, join} from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What `main` knows of the person's surroundings. */
export interface Surroundings {
  readonly environment: Environment;
  readonly home: string;
}

/** `$XDG_CONFIG_HOME/flotilla`, else `~/.config/flotilla`. */
export function configFolder({environment, home}: Surroundings): string {
  return join(base(environment['XDG_CONFIG_HOME'], join(home, '.config')), 'flotilla');
}

/** `$XDG_STATE_HOME/flotilla`, else `~/.local/state/flotilla`: the snapshot, the journal, the log. */
export function stateFolder({environment, home}: Surroundings): string {
  return join(base(environment['XDG_STATE_HOME'], join(home, '.local', 'state')), 'flotilla');
}

/** The XDG specification has relative paths ignored. */
function base(wished: string | undefined, otherwise: string): string {
  return wished !== undefined && isAbsolute(wished) ? wished : otherwise;
}
