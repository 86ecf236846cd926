import type {Ask, Reach, Reply} from '../../src/operations/index.ts';

type Stored = Record<string, unknown> & {
  metadata: {uid: string; resourceVersion: string; managedFields: unknown[]} & Record<string, unknown>;
};

export interface SimulatedClusters extends Reach {
  /** What is stored, by context and path. */
  read(context: string, path: string): Stored | undefined;
  put(context: string, path: string, object: Record<string, unknown>): void;
  remove(context: string, path: string): void;
  /** Writes that had an effect: `POST member /api/v1/namespaces/x`. */
  readonly effects: readonly string[];
  readonly asked: readonly (Ask & {readonly context: string})[];
  /** Answers the next `times` fitting asks otherwise; `after`: the effect takes place first. */
  meet(fault: Fault): void;
}

export interface Fault {
  readonly fits: (ask: Ask, context: string) => boolean;
  readonly times?: number;
  readonly reply: Reply;
  /** The server does what was asked; only the answer is lost. */
  readonly isAfter?: boolean;
}

/** API servers as far as plans can tell: names, versions, dry runs, merge patches, preconditions, token Secrets. */
export function simulatedClusters(): SimulatedClusters {
  const stored = new Map<string, Stored>();
  const effects: string[] = [];
  const asked: (Ask & {context: string})[] = [];
  const faults: {fault: Fault; left: number}[] = [];
  let version = 100;
  const at = (context: string, path: string) => `${context} ${path}`;

  const answer = (context: string, ask: Ask): Reply => {
    // As API servers do: options that are sent are all that counts.
    const options =
      ask.verb === 'DELETE' ? (ask.body as {dryRun?: readonly string[]} | undefined) : undefined;
    const isDry = options ? options.dryRun?.includes('All') === true : ask.query?.['dryRun'] === 'All';
    const path = ask.verb === 'POST' ? `${ask.path}/${nameOf(ask.body)}` : ask.path;
    const key = at(context, path);
    const live = stored.get(key);
    const effect = (object: Stored | undefined): void => {
      if (isDry) return;
      effects.push(`${ask.verb} ${context} ${path}`);
      if (object) stored.set(key, object);
      else stored.delete(key);
    };
    switch (ask.verb) {
      case 'GET':
        return live ? ok(200, structuredClone(live)) : no(404, `${nameAt(path)} not found`);
      case 'POST': {
        if (live) return no(409, `${nameAt(path)} already exists`);
        const namespace = /\/namespaces\/([^/]+)\/[^/]+\/[^/]+$/.exec(path)?.[1];
        if (namespace !== undefined && !stored.has(at(context, `/api/v1/namespaces/${namespace}`))) {
          return no(404, `namespaces "${namespace}" not found`);
        }
        const made = stamped(ask.body as Record<string, unknown>, ++version);
        if (made['type'] === 'kubernetes.io/service-account-token')
          made['data'] = {token: `token-of-${nameAt(path)}`};
        effect(made);
        return ok(201, structuredClone(made));
      }
      case 'PATCH': {
        if (!live) return no(404, `${nameAt(path)} not found`);
        if (Array.isArray(ask.body)) {
          const patched = jsonPatched(live, ask.body as readonly Operation[]);
          if (patched === undefined)
            return no(422, 'the server rejected our request: a test of the patch failed');
          const made = {...patched, metadata: {...patched.metadata, resourceVersion: String(++version)}};
          effect(made);
          return ok(200, structuredClone(made));
        }
        const {metadata} = ask.body as {metadata?: {resourceVersion?: string}};
        const wanted = metadata?.resourceVersion;
        if (wanted !== undefined && wanted !== live.metadata.resourceVersion)
          return no(409, 'the object has been modified');
        const merged = merge(live, ask.body) as Stored;
        const made = {...merged, metadata: {...merged.metadata, resourceVersion: String(++version)}};
        effect(made);
        return ok(200, structuredClone(made));
      }
      case 'DELETE': {
        if (!live) return no(404, `${nameAt(path)} not found`);
        const {preconditions} = (ask.body ?? {}) as {preconditions?: {uid?: string}};
        if (preconditions?.uid !== undefined && preconditions.uid !== live.metadata.uid)
          return no(409, 'another uid');
        effect(undefined);
        return ok(200, structuredClone(live));
      }
      case 'PUT':
        throw new Error('no plan puts');
    }
  };

  return {
    async ask(context, ask) {
      asked.push({...ask, context});
      const met = faults.find(({fault, left}) => left > 0 && fault.fits(ask, context));
      if (!met) return answer(context, ask);
      met.left -= 1;
      if (met.fault.isAfter) answer(context, ask);
      return met.fault.reply;
    },
    read: (context, path) => stored.get(at(context, path)),
    put: (context, path, object) => void stored.set(at(context, path), stamped(object, ++version)),
    remove: (context, path) => void stored.delete(at(context, path)),
    effects,
    asked,
    meet: (fault) => void faults.push({fault, left: fault.times ?? 1}),
  };
}

function ok(status: number, body: unknown): Reply {
  return {type: 'answered', status, body, warnings: []};
}

function no(status: number, message: string): Reply {
  return {type: 'answered', status, body: {kind: 'Status', message}, warnings: []};
}

function stamped(object: Record<string, unknown>, version: number): Stored {
  const metadata = (object['metadata'] ?? {}) as Record<string, unknown>;
  return structuredClone({
    ...object,
    metadata: {
      ...metadata,
      uid: `uid-${version}`,
      resourceVersion: String(version),
      managedFields: [{manager: 'flotilla', operation: 'Update', time: '2026-01-01T00:00:00Z'}],
    },
  });
}

interface Operation {
  readonly op: 'test' | 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/** RFC 6902, as far as plans use it; undefined when a test fails. */
function jsonPatched(live: Stored, operations: readonly Operation[]): Stored | undefined {
  const made = structuredClone(live);
  for (const {op, path, value} of operations) {
    const segments = path.slice(1).split('/');
    const last = segments.pop() ?? '';
    let parent = made as unknown as Record<string, unknown>;
    for (const segment of segments) parent = parent[segment] as Record<string, unknown>;
    if (op === 'test') {
      if (parent[last] !== value) return undefined;
    } else if (Array.isArray(parent)) {
      if (op === 'add') parent.splice(last === '-' ? parent.length : Number(last), 0, value);
      if (op === 'replace') parent[Number(last)] = value;
      if (op === 'remove') parent.splice(Number(last), 1);
    } else if (op === 'remove') {
      delete parent[last];
    } else {
      parent[last] = value;
    }
  }
  return made;
}

/** RFC 7386. */
function merge(live: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const base = typeof live === 'object' && live !== null && !Array.isArray(live) ? live : {};
  const merged: Record<string, unknown> = {...base};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}

function nameOf(body: unknown): string {
  return (body as {metadata: {name: string}}).metadata.name;
}

function nameAt(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
