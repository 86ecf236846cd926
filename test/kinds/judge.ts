import assert from 'node:assert/strict';
import type {BaseRecord, Column, Kind} from '../../src/kinds/index.ts';
import type {Api} from './api.ts';
import {type Decoded, decodeList} from './decode.ts';

/** A server's own Table of a kind, with the whole object beside each row. */
export interface ServerTable {
  /** When it was answered, seconds by the server's clock. */
  readonly at: number;
  readonly columnDefinitions: readonly {name: string; type: string; priority: number}[];
  readonly rows: readonly {
    readonly cells: readonly unknown[];
    readonly object: {
      metadata: {name: string; namespace?: string; resourceVersion: string; managedFields?: unknown};
    };
  }[];
}

export async function serverTable(api: Api, kind: Kind, namespace?: string): Promise<ServerTable> {
  const {body, at} = await api.send({
    path: `${listPath(kind, namespace)}?includeObject=Object`,
    accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
  });
  return {...(JSON.parse(body.toString()) as Omit<ServerTable, 'at'>), at};
}

/** The same list as protobuf, read until it holds the very versions of the objects the table was made of. */
export async function serverObjects(
  api: Api,
  kind: Kind,
  namespace?: string,
): Promise<[ServerTable, Decoded[]]> {
  if (kind.protobuf === undefined) throw new Error(`${kind.resource.plural} has no protobuf form`);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const table = await serverTable(api, kind, namespace);
    const path = listPath(kind, namespace);
    const {body} = await api.send({path, accept: 'application/vnd.kubernetes.protobuf'});
    const objects = decodeList(kind.protobuf, body);
    const versions = table.rows.map((row) => row.object.metadata.resourceVersion).join();
    if (objects.map((object) => object.resourceVersion).join() === versions) return [table, objects];
  }
  throw new Error(`${kind.resource.plural} never stood still for two readings`);
}

/** Every heading and every cell as the server prints them; ages may differ by the second between two clocks. */
export function assertCells<R extends BaseRecord>(
  columns: readonly Column<R>[],
  record: R,
  table: ServerTable,
  row: ServerTable['rows'][number],
  now: number = table.at,
): void {
  assert.deepEqual(
    columns.map((column) => [column.name, column.wide === true]),
    table.columnDefinitions.map(({name, priority}) => [name.toUpperCase(), priority > 0]),
  );
  for (const [index, column] of columns.entries()) {
    const expected = String(row.cells[index]);
    const accepted = [0, 1, -1, 2].map((offset) => column.cell(record, {now: now + offset}));
    if (accepted.includes(expected)) continue;
    assert.equal(accepted[0], expected, `${column.name} of ${record.name}`);
  }
}

export function listPath(kind: Kind, namespace?: string): string {
  const {group, version, plural, namespaced} = kind.resource;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespaced && namespace !== undefined
    ? `${root}/namespaces/${namespace}/${plural}`
    : `${root}/${plural}`;
}
