import {basename} from 'node:path';
import {type ContextEntry, parseExecCredential} from '../kube/index.ts';
import {sanitise} from '../text/index.ts';
import type {Broker} from './broker/broker.ts';
import type {LoginOutcome} from './login-info.ts';
import type {Session} from './session.ts';

export interface HealOptions {
  readonly broker: Pick<Broker, 'groupOf' | 'accept' | 'probe' | 'sessionOf'>;
  /** By context. */
  readonly sessions: ReadonlyMap<string, Pick<Session, 'entry' | 'retryLogin'>>;
}

/** See `Watch.healLogin`. */
export async function heal(
  {broker, sessions}: HealOptions,
  contextOrGroup: string,
  printed: string | undefined,
): Promise<LoginOutcome> {
  const named = sessions.get(contextOrGroup);
  const group = named ? broker.groupOf(named.entry)?.id : contextOrGroup;
  const refusal = named && printed !== undefined ? accept(broker, named.entry, printed) : undefined;
  const behind = [...sessions.values()].filter(
    (session) => session === named || broker.groupOf(session.entry)?.id === group,
  );
  if (behind.length === 0) return {type: 'failed', reason: `There is no login group ${contextOrGroup}`};
  if (group === undefined) {
    // Fixed credentials: a command may have written new ones where the kubeconfig names a file.
    named?.retryLogin();
    return {type: 'healed'};
  }
  const isHealed = await broker.probe(group);
  // Those whose door has opened are told by the broker; others may have been refused by their server.
  for (const session of behind) session.retryLogin();
  if (refusal !== undefined) return {type: 'failed', reason: refusal};
  if (isHealed) return {type: 'healed'};
  const session = broker.sessionOf(group);
  return {
    type: 'failed',
    reason: session.type === 'ended' ? session.reason : 'Not every login of it works yet',
  };
}

/** Why what a plugin printed is no credential; never quotes it. */
function accept(
  broker: Pick<Broker, 'accept'>,
  {name, user}: ContextEntry,
  printed: string,
): string | undefined {
  const {exec} = user;
  if (!exec) return `${name} has no plugin whose credential could be taken`;
  const parsed = parseExecCredential(printed, exec.apiVersion);
  if ('reason' in parsed) return `Plugin ${sanitise(basename(exec.command))} ${parsed.reason}`;
  broker.accept(name, parsed.credential);
  return undefined;
}
