import {application} from './application.ts';
import {clusters} from './clusters.ts';
import type {Command} from './command.ts';
import {cursor} from './cursor.ts';
import {elsewhere} from './elsewhere.ts';
import {grid} from './grid.ts';
import {kubectl} from './kubectl.ts';
import {logins} from './logins.ts';
import {objects} from './objects.ts';
import {rows} from './rows.ts';
import {scope} from './scope.ts';
import {sessions} from './sessions.ts';
import {table} from './table.ts';
import {text} from './text.ts';
import {typing} from './typing.ts';

/** Everything a person can ask for, in the order of the help. */
export const allCommands: readonly Command[] = [
  ...clusters,
  ...objects,
  ...kubectl,
  ...sessions,
  ...logins,
  ...grid,
  ...scope,
  ...table,
  ...rows,
  ...cursor,
  ...text,
  ...elsewhere,
  ...application,
  ...typing,
];

export function commandById(id: string): Command | undefined {
  return byId.get(id);
}

const byId = new Map(allCommands.map((command) => [command.id, command]));
