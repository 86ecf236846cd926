import {setTimeout as sleep} from 'node:timers/promises';
import {parseAllDocuments} from 'yaml';
import type {Client} from './client.ts';

/** A Kubernetes object, as its JSON is. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {readonly name: string; readonly namespace?: string; readonly [field: string]: unknown};
  readonly [field: string]: unknown;
}

/**
 * Server-side apply of objects in their order, with force. Takes YAML of one or many documents, or objects. Waits
 * up to ten seconds for a kind that a CustomResourceDefinition before it brings.
 */
export async function apply(
  client: Client,
  input: string | KubernetesObject | readonly KubernetesObject[],
): Promise<void> {
  const objects = typeof input === 'string' ? parseObjects(input) : Array.isArray(input) ? input : [input];
  let known = await discover(client);
  for (const object of objects) {
    for (const deadline = Date.now() + 10_000; !known.has(keyOf(object)); known = await discover(client)) {
      if (Date.now() > deadline)
        throw new Error(`rig: the server does not know ${object.apiVersion} ${object.kind}`);
      await sleep(100);
    }
    const target = pathOf(object, known.get(keyOf(object)) as Resource);
    // JSON is YAML.
    await client.call(
      'PATCH',
      `${target}?fieldManager=rig&force=true`,
      object,
      'application/apply-patch+yaml',
    );
  }
}

interface Resource {
  readonly plural: string;
  readonly isNamespaced: boolean;
}

interface Discovery {
  readonly items?: readonly {
    readonly metadata?: {readonly name?: string};
    readonly versions: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly scope: string;
        readonly responseKind?: {readonly kind?: string};
      }[];
    }[];
  }[];
}

async function discover(client: Client): Promise<ReadonlyMap<string, Resource>> {
  const found = new Map<string, Resource>();
  for (const root of ['/api', '/apis'] as const) {
    const {items = []} = (await client.discovery(root)) as Discovery;
    for (const {metadata, versions} of items)
      for (const {version, resources = []} of versions)
        for (const {resource, scope, responseKind} of resources) {
          const group = metadata?.name ? `${metadata.name}/${version}` : version;
          found.set(`${group} ${responseKind?.kind ?? ''}`, {
            plural: resource,
            isNamespaced: scope === 'Namespaced',
          });
        }
  }
  return found;
}

const keyOf = (object: KubernetesObject) => `${object.apiVersion} ${object.kind}`;

function pathOf(object: KubernetesObject, resource: Resource): string {
  const root = object.apiVersion.includes('/') ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
  const namespace = resource.isNamespaced ? `/namespaces/${object.metadata.namespace ?? 'default'}` : '';
  return `${root}${namespace}/${resource.plural}/${object.metadata.name}`;
}

/** The objects of a YAML file of one or many documents. */
export function parseObjects(text: string): readonly KubernetesObject[] {
  return parseAllDocuments(text)
    .map((document) => {
      if (document.errors[0]) throw document.errors[0];
      return document.toJS() as KubernetesObject | null;
    })
    .filter((object) => object !== null);
}
