import type {Token} from './token.ts';

/** The doors that can be closed before a token key, the widest reason first: not installed, no session, its own trouble. */
export function doorsOf(token: Token): readonly string[] {
  const command = commandDoor(token);
  return [...(command === undefined ? [] : [command]), groupDoor(token), ownDoor(token)];
}

export function commandDoor({command}: Token): string | undefined {
  return command === undefined ? undefined : `command ${command}`;
}

export function groupDoor({group}: Token): string {
  return `group ${group.id}`;
}

export function ownDoor({group, key}: Token): string {
  return `key ${group.id} ${key}`;
}
