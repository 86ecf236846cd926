import type {Ask} from '../reach.ts';
import {contains} from './condition.ts';
import {elementOf, elementPatch} from './element.ts';
import {metadataOf} from './metadata.ts';
import type {Body, Write} from './plan.ts';

/** Told with every write, and what `managedFields` calls us. */
export const fieldManager = 'flotilla';

export interface SendOptions {
  /** `Strict` names unknown fields and nothing else, `Ignore` everything but them. */
  readonly fieldValidation: 'Strict' | 'Ignore';
  readonly isDryRun: boolean;
  /** The object as it is now, undefined where there is none. */
  readonly live: unknown;
}

/**
 * The request that a write is sent as; `body` is the write's own with its references resolved. A change carries the
 * `resourceVersion` of the live object and a deletion its uid, so that nothing is overwritten that was not looked at.
 */
export function requestOf(write: Write, body: Body, {fieldValidation, isDryRun, live}: SendOptions): Ask {
  const dryRun: Readonly<Record<string, string>> = isDryRun ? {dryRun: 'All'} : {};
  const query = {fieldManager, fieldValidation, ...dryRun};
  const {path} = write;
  switch (write.type) {
    case 'create':
      return {verb: 'POST', path: path.slice(0, path.lastIndexOf('/')), query, body};
    case 'change':
      return {
        verb: 'PATCH',
        path,
        query,
        contentType: 'application/merge-patch+json',
        body: withVersion(body, metadataOf(live).resourceVersion),
      };
    case 'element': {
      const patch = elementPatch(write, body, live);
      return {verb: 'PATCH', path, query, contentType: 'application/json-patch+json', body: patch};
    }
    case 'apply':
      return {verb: 'PATCH', path, query, contentType: 'application/apply-patch+yaml', body};
    case 'delete': {
      const {uid, resourceVersion} = metadataOf(live);
      return {
        verb: 'DELETE',
        path,
        body: {
          kind: 'DeleteOptions',
          apiVersion: 'v1',
          // A server that is sent options does not look at the query: there, a dry run would delete.
          ...(isDryRun && {dryRun: ['All']}),
          propagationPolicy: write.propagation ?? 'Background',
          preconditions: write.uid === undefined ? {uid, resourceVersion} : {uid: write.uid},
        },
      };
    }
  }
}

/** Whether the live object is already what the write would make it. `body` as for `requestOf`. */
export function isWritten(write: Write, body: Body, live: unknown): boolean {
  switch (write.type) {
    case 'create':
      return live !== undefined && (write.isAnyEnough || contains(live, body));
    case 'apply':
    case 'change':
      return live !== undefined && contains(live, body);
    case 'element': {
      const element = elementOf(write, live);
      return live !== undefined && (write.wanted === null ? element === undefined : contains(element, body));
    }
    case 'delete':
      // Another object under the same name is not the one that was to go.
      return live === undefined || (write.uid !== undefined && metadataOf(live).uid !== write.uid);
  }
}

/** Why the write must not be sent to the object as it is now; undefined when it may. */
export function conflictOf(write: Write, live: unknown): string | undefined {
  switch (write.type) {
    case 'create':
      return live === undefined ? undefined : 'it is already there, and is not what is wanted';
    case 'change':
      if (live === undefined) return 'it is not there any more';
      if (write.before === undefined || contains(live, write.before)) return undefined;
      return changed(live);
    case 'element': {
      if (live === undefined) return 'it is not there any more';
      const element = elementOf(write, live);
      const isAsBefore = write.before === null ? element === undefined : contains(element, write.before);
      return isAsBefore ? undefined : changed(live);
    }
    case 'apply':
    case 'delete':
      return undefined;
  }
}

function withVersion(patch: Body, resourceVersion: string | undefined): Body {
  const metadata = (patch['metadata'] ?? {}) as Body;
  return {...patch, metadata: {...metadata, ...(resourceVersion !== undefined && {resourceVersion})}};
}

/** Names the last who wrote and is not us. */
function changed(live: unknown): string {
  const others = (metadataOf(live).managedFields ?? []).filter(({manager}) => manager !== fieldManager);
  const [last] = [...others].sort((left, right) => (right.time ?? '').localeCompare(left.time ?? ''));
  const by = last?.manager === undefined ? '' : `, last by ${last.manager}`;
  return `it was changed after the plan was made${by}`;
}
