import assert from 'node:assert/strict';
import {test} from 'node:test';
import {allKinds, type Kind} from '../../src/kinds/index.ts';
import {moduleFolder, type ProtoMessages, readProto} from './generated-proto.ts';

const api = moduleFolder('k8s.io/api');
const machinery = moduleFolder('k8s.io/apimachinery');
const missing = [api, machinery].flatMap((found) => ('missing' in found ? [found.missing] : []));
const folders = new Map([
  ['k8s.io.api', 'folder' in api ? api.folder : ''],
  ['k8s.io.apimachinery', 'folder' in machinery ? machinery.folder : ''],
]);

for (const kind of allKinds) {
  const options = {skip: missing.length > 0 ? missing.join('; ') : false};
  test(`every field of the schema of ${kind.resource.plural} is that of generated.proto`, options, () => {
    const {message, descriptor} = kind.protobuf ?? assert.fail('it has no schema');
    const unseen = new Set(Object.keys(descriptor.nested));
    const walk = (name: string, packageName: string) => {
      if (!unseen.delete(name)) return;
      const declared = messagesOf(packageName).get(name) ?? assert.fail(`${packageName} has no ${name}`);
      const {fields} = descriptor.nested[name] as {fields: Record<string, SchemaField>};
      for (const [field, ours] of Object.entries(fields)) {
        const theirs = declared.get(field) ?? assert.fail(`${name} has no field ${field}`);
        assert.deepEqual(
          {
            id: ours.id,
            type: ours.type,
            isRepeated: ours.rule === 'repeated',
            isMap: ours.keyType !== undefined,
          },
          {...theirs, type: onTheWire(theirs.type)},
          `${name}.${field}`,
        );
        if (theirs.type.includes('.')) walk(ours.type, theirs.type.slice(0, theirs.type.lastIndexOf('.')));
      }
    };
    walk(message, packageOf(kind));
    assert.deepEqual([...unseen], [], 'messages that nothing refers to');
  });
}

interface SchemaField {
  readonly id: number;
  readonly type: string;
  readonly rule?: string;
  readonly keyType?: string;
}

/** The simple name of a message; int64 is declared as uint32, which reads the same varint. */
function onTheWire(type: string): string {
  if (type === 'int64') return 'uint32';
  return type.slice(type.lastIndexOf('.') + 1);
}

function packageOf({resource}: Kind): string {
  const group = resource.group === '' ? 'core' : resource.group.replace('.k8s.io', '');
  return `k8s.io.api.${group}.${resource.version}`;
}

const cache = new Map<string, ProtoMessages>();

function messagesOf(packageName: string): ProtoMessages {
  const known = cache.get(packageName) ?? readProto(packageName, folders);
  cache.set(packageName, known);
  return known;
}
