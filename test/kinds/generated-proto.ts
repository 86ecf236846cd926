import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** A field as `generated.proto` declares it. `type` of a message is its full name, without the leading dot. */
export interface ProtoField {
  readonly id: number;
  readonly type: string;
  readonly isRepeated: boolean;
  readonly isMap: boolean;
}

export type ProtoMessages = ReadonlyMap<string, ReadonlyMap<string, ProtoField>>;

const part = fileURLToPath(new URL('../rig/parts/kubernetes', import.meta.url));

/** Where the pinned Go module lies on this machine, or why it cannot be had. */
export function moduleFolder(module: string): {readonly folder: string} | {readonly missing: string} {
  try {
    const folder = execFileSync('go', ['list', '-m', '-f', '{{.Dir}}', module], {
      cwd: part,
      encoding: 'utf8',
    }).trim();
    return folder === '' ? {missing: `${module} has not been downloaded`} : {folder};
  } catch (error) {
    return {missing: `go list ${module}: ${String(error).split('\n', 1)[0]}`};
  }
}

/** Every message of one package, `k8s.io.api.core.v1`, by its simple name. */
export function readProto(packageName: string, folders: ReadonlyMap<string, string>): ProtoMessages {
  for (const [prefix, folder] of folders) {
    if (!packageName.startsWith(`${prefix}.`)) continue;
    const path = packageName.slice(prefix.length + 1).replaceAll('.', '/');
    return parseProto(readFileSync(join(folder, path, 'generated.proto'), 'utf8'), packageName);
  }
  throw new Error(`no module holds ${packageName}`);
}

/** The generated files are regular: one field or brace a line, comments on lines of their own. */
function parseProto(text: string, packageName: string): ProtoMessages {
  const messages = new Map<string, Map<string, ProtoField>>();
  let fields = new Map<string, ProtoField>();
  for (const line of text.split('\n')) {
    const message = /^message (\w+) \{/.exec(line);
    if (message !== null) {
      fields = new Map();
      messages.set(message[1] ?? '', fields);
    }
    const field = /^ {2}(?:(optional|repeated) ([\w.]+)|map<string, ([\w.]+)>) (\w+) = (\d+);/.exec(line);
    if (field === null) continue;
    const [, rule, single, value, name = '', id] = field;
    const type = single ?? value ?? '';
    fields.set(name, {
      id: Number(id),
      type: fullName(type, packageName),
      isRepeated: rule === 'repeated',
      isMap: value !== undefined,
    });
  }
  return messages;
}

function fullName(type: string, packageName: string): string {
  if (type.startsWith('.')) return type.slice(1);
  return /^[A-Z]/.test(type) ? `${packageName}.${type}` : type;
}
