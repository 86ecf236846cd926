import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {allKinds, pods} from '../../src/kinds/index.ts';
import {type Rig, rig, rigUnavailable} from '../rig/index.ts';
import {type Api, openApi} from './api.ts';
import {assertCells, serverObjects, serverTable} from './judge.ts';
import {podCases} from './pod-cases.ts';
import {namespace, setUp} from './set-up.ts';

// The oldest that a 1.37 server can be: what it prints and which fields it sends are that version's.
for (const version of ['1.37', '1.34']) {
  describe(`records of a real server of ${version}`, {skip: rigUnavailable() ?? false}, () => {
    let fleet: Rig;
    let api: Api;

    before(async () => {
      // An API server alone: no controller may change a status between being written and being read.
      fleet = await rig({clusters: 1, emulate: [version]});
      api = openApi(fleet.cluster('alpha').kubeconfigFor('admin', {direct: true}));
      await setUp(api);
    });

    after(async () => {
      await api?.[Symbol.asyncDispose]();
      await fleet?.[Symbol.asyncDispose]();
    });

    for (const kind of allKinds) {
      test(`${kind.resource.plural}: cells are those of the server's Table, from JSON and from protobuf`, async () => {
        const [table, objects] = await serverObjects(api, kind, namespace);
        assert.ok(table.rows.length > 0);
        for (const [index, row] of table.rows.entries()) {
          const fromJson = kind.project(row.object);
          assertCells(kind.columns, fromJson, table, row);
          assert.deepEqual(kind.project(objects[index]?.object), fromJson, 'protobuf makes the same record');
        }
      });
    }

    test('pods: every case shows what it is meant to show', async () => {
      const table = await serverTable(api, pods, namespace);
      const records = new Map(table.rows.map((row) => [row.object.metadata.name, pods.project(row.object)]));
      for (const {name, shows, trouble} of podCases) {
        const record = records.get(name) ?? assert.fail(`there is no pod ${name}`);
        const {status, ready, total, phase} = record;
        assert.deepEqual({status, ready: `${ready}/${total}`, phase}, shows, name);
        assert.equal(record.trouble?.reason, trouble, name);
      }
    });

    test('pods: kubectl prints the same words', async () => {
      const {stdout} = await fleet
        .cluster('alpha')
        .kubectl(['get', 'pods', '-n', namespace, '-o', 'wide', '--no-headers']);
      const printed = stdout.trim().split('\n');
      const table = await serverTable(api, pods, namespace);
      const wordColumns = pods.columns.filter(
        (column) => column.name !== 'AGE' && column.name !== 'RESTARTS',
      );
      const ours = table.rows.map((row) => {
        const record = pods.project(row.object);
        return wordColumns.map((column) => column.cell(record, {now: table.at}));
      });
      // Columns are at least three spaces apart; a restart's "(5m ago)" holds single ones.
      const theirs = printed.map((line) =>
        line
          .trim()
          .split(/ {3,}/)
          .filter((_, index) => index !== 3 && index !== 4),
      );
      assert.deepEqual(ours, theirs);
    });
  });
}
