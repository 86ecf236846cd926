import assert from 'node:assert/strict';
import {after, afterEach, before, describe, it} from 'node:test';
import {
  alwaysWatched,
  type BaseRecord,
  type Kind,
  kindId,
  pods,
  type TableRecord,
  tableColumns,
  tableKind,
} from '../../src/kinds/index.ts';
import {type ApiList, type AskOptions, ask, eventsOf, listOf} from '../demo/stage.ts';
import {type Watched, watched} from '../watch/fleet.ts';
import {configMap, pod} from './objects.ts';
import {plurals, type ScenarioObject, type World} from './world.ts';

const seconds = 1_000;

/** What must be so on any three clusters. `unavailable` says why there are none. */
export function scenarios(what: string, open: () => Promise<World>, unavailable?: string): void {
  describe(what, {skip: unavailable ?? false}, () => {
    let world: World;
    let view: Watched;
    let first: string;
    let others: readonly string[];

    before(async () => {
      world = await open();
      const [one, ...rest] = world.contexts;
      first = one;
      others = rest;
      view = await watched({kubeconfig: world.kubeconfig, clock: world.clock});
      await view.until('all synced', () => world.contexts.every(isSynced), 30 * seconds);
    });
    afterEach(async () => {
      // So that one that fails leaves the others what they need.
      for (const fault of ['normal', 'resume', 'start'] as const) await world.fault(first, fault);
      await view.until('all synced again', () => isSynced(first), 30 * seconds);
    });
    after(async () => {
      await view?.[Symbol.asyncDispose]();
      await world?.[Symbol.asyncDispose]();
    });

    const isSynced = (context: string): boolean => {
      const {connection, watches} = view.row(context);
      const isRead = alwaysWatched.every((kind) => watches[kindId(kind)]?.type === 'synced');
      return connection.type === 'live' && isRead;
    };
    const othersAreUntouched = () => {
      for (const context of others) assert.deepEqual(view.history(context), ['connecting', 'live']);
    };
    const held = <R extends BaseRecord>(kind: Kind<R>, {metadata}: ScenarioObject): R | undefined =>
      [...view.feed.records(first, kind).values()].find(
        ({name, namespace}) => name === metadata.name && namespace === (metadata.namespace ?? ''),
      );
    const askFirst = (path: string, options?: AskOptions) => ask(world.entry(first), path, options);
    const settles = (own: Watched) => own.watch.settled(AbortSignal.timeout(30 * seconds));
    let made = 0;
    const changesAreSeen = async (within: number) => {
      const one = pod(`seen-${++made}`);
      await world.apply(first, one);
      await view.until('a new pod is seen', () => held(pods, one) !== undefined, within);
      await world.remove(first, one);
      await view.until('its end is seen', () => held(pods, one) === undefined, within);
    };

    it('are live, with their versions and everything read, over one socket each', () => {
      for (const context of world.contexts) {
        const row = view.row(context);
        assert.equal(row.version.type, 'known');
        assert.match(row.id, /^[0-9a-f]{8}-/);
        for (const figure of [row.nodes, row.pods, row.workloads, row.warnings, row.worst])
          assert.equal(figure.type, 'known');
        assert.deepEqual(view.history(context), ['connecting', 'live']);
      }
      for (const {socketsOpen, socketsMade} of view.watch.report().contexts)
        assert.deepEqual([socketsOpen, socketsMade], [1, 1]);
    });

    it('show a pod that is made, changed and deleted, the moment that it is', async () => {
      const one = pod('life', {labels: {app: 'life'}, phase: 'Pending'});
      const cells = () => {
        const record = held(pods, one);
        const now = view.feed.clusterNow(first);
        return record && pods.columns.slice(0, 4).map((column) => column.cell(record, {now}));
      };
      const isShown = (...wanted: readonly string[]) => cells()?.join() === ['life', ...wanted].join();
      await world.apply(first, one);
      await view.until('it is pending', () => isShown('0/1', 'Pending', '0'), 5 * seconds);
      const before = held(pods, one);
      await world.apply(
        first,
        pod('life', {labels: {app: 'life', changed: 'yes'}, isReady: true, restarts: 2}),
      );
      await view.until('it runs', () => isShown('1/1', 'Running', '2'), 5 * seconds);
      await view.until('its label', () => held(pods, one)?.labels['changed'] === 'yes', 5 * seconds);
      assert.equal(held(pods, one)?.created, before?.created);
      await world.remove(first, one);
      await view.until('it is gone', () => cells() === undefined, 5 * seconds);
      othersAreUntouched();
    });

    it('keep the identity of an object that is changed, and give it a new version', async () => {
      const identity = async (data: string) => {
        await world.apply(first, configMap('same', {data}));
        const {text} = await askFirst('/api/v1/namespaces/default/configmaps/same');
        const {uid, creationTimestamp, resourceVersion} = JSON.parse(text).metadata;
        return {uid, creationTimestamp, resourceVersion};
      };
      const [one, two] = [await identity('one'), await identity('two')];
      assert.deepEqual([two.uid, two.creationTimestamp], [one.uid, one.creationTimestamp]);
      assert.ok(Number(two.resourceVersion) > Number(one.resourceVersion));
      await world.remove(first, configMap('same', {}));
      assert.equal((await askFirst('/api/v1/namespaces/default/configmaps/same')).status, 404);
    });

    it('count a crash loop as the worst of their troubles', async () => {
      const worst = () => {
        const figure = view.row(first).worst;
        return figure.type === 'known' ? figure.value : figure.type;
      };
      assert.equal(worst(), 'ok');
      const crashing = ['crash-1', 'crash-2'].map((name) => pod(name, {isCrashing: true, restarts: 7}));
      for (const one of crashing) await world.apply(first, one);
      await view.until('both are counted', () => worst() === 'CrashLoop x2', 5 * seconds);
      assert.ok(view.feed.faults(first).length > 0);
      for (const one of crashing) await world.remove(first, one);
      await view.until('they are gone', () => worst() === 'ok', 5 * seconds);
      othersAreUntouched();
    });

    it('print kinds that have no record of their own in the columns of the server', async () => {
      const resource = await view.watch.resolve(first, 'cm', AbortSignal.timeout(10 * seconds));
      assert.ok(resource);
      const kind = tableKind(resource);
      using _wish = view.watch.want([kind], [first]);
      const cells = (record: TableRecord | undefined) =>
        record &&
        tableColumns(record).map(({name, cell}) => `${name} ${name === 'AGE' ? '' : cell(record, {now: 0})}`);
      await world.apply(first, configMap('table', {one: '1', two: '2'}, {team: 'red'}));
      const one = configMap('table', {});
      await view.until('its row', () => held(kind, one) !== undefined, 10 * seconds);
      assert.deepEqual(cells(held(kind, one)), ['NAME table', 'DATA 2', 'AGE ']);
      assert.deepEqual(held(kind, one)?.labels, {team: 'red'});
      await world.apply(first, configMap('table', {one: '1', two: '2', three: '3'}, {team: 'red'}));
      await view.until('its change', () => cells(held(kind, one))?.[1] === 'DATA 3', 5 * seconds);
      await world.remove(first, one);
      await view.until('its end', () => held(kind, one) === undefined, 5 * seconds);
    });

    for (const [path, columns] of Object.entries(tables))
      it(`head a Table of ${path} with the same columns`, async () => {
        const {text} = await askFirst(path, {accept: 'application/json;as=Table;v=v1;g=meta.k8s.io'});
        const {columnDefinitions} = JSON.parse(text) as {
          columnDefinitions: {name: string; type: keyof typeof marks; priority: number}[];
        };
        assert.equal(
          columnDefinitions
            .map(({name, type, priority}) => `${name}${marks[type]}${priority > 0 ? '+' : ''}`)
            .join(', '),
          columns,
        );
      });

    it('know what people call things by short', async () => {
      const signal = AbortSignal.timeout(10 * seconds);
      for (const [name, wanted] of Object.entries(names)) {
        const found = await view.watch.resolve(first, name, signal);
        const said =
          found && `${found.plural}.${found.group} ${found.kind} ${found.namespaced ? 'namespaced' : ''}`;
        assert.equal(said?.trim(), wanted, name);
      }
    });

    it('list page by page as it was at the first page, whatever changes meanwhile', async () => {
      const labels = {scenario: 'pages'};
      const all = ['a', 'b', 'c', 'd', 'e'].map((name) => configMap(`page-${name}`, {old: 'yes'}, labels));
      for (const one of all) await world.apply(first, one);
      const root = '/api/v1/namespaces/default/configmaps';
      const whole = listOf(await askFirst(root));
      const pages: ApiList[] = [listOf(await askFirst(`${root}?limit=2`))];
      assert.equal(pages[0]?.metadata.remainingItemCount, whole.items.length - 2);
      await world.apply(first, configMap('page-cc', {}, labels));
      await world.apply(first, configMap('page-d', {new: 'yes'}, labels));
      await world.remove(first, configMap('page-e', {}));
      for (let next = pages[0]?.metadata.continue; next; next = pages.at(-1)?.metadata.continue)
        pages.push(listOf(await askFirst(`${root}?limit=2&continue=${encodeURIComponent(next)}`)));
      assert.deepEqual(new Set(pages.map(({metadata}) => metadata.resourceVersion)).size, 1);
      const listed = pages.flatMap(({items}) => items);
      assert.deepEqual(listed, whole.items);
      const selected = listOf(await askFirst(`${root}?limit=2&labelSelector=scenario%3Dpages`));
      assert.deepEqual([selected.items.length, selected.metadata.remainingItemCount], [2, undefined]);
      assert.ok(selected.metadata.continue);
      const left = listOf(await askFirst(`${root}?labelSelector=scenario%3Dpages`));
      for (const {metadata} of left.items) await world.remove(first, configMap(metadata.name, {}));
      assert.deepEqual(
        left.items.map(({metadata}) => metadata.name),
        ['page-a', 'page-b', 'page-c', 'page-cc', 'page-d'],
      );
    });

    it('end what there was with a bookmark where a watch asks for it first', async () => {
      const {items} = listOf(await askFirst('/api/v1/namespaces'));
      const wish = 'watch=true&sendInitialEvents=true&allowWatchBookmarks=true';
      const path = `/api/v1/namespaces?${wish}&resourceVersionMatch=NotOlderThan`;
      const events = eventsOf(await askFirst(path, {lines: items.length + 1}));
      assert.deepEqual(
        events.map(({type}) => type),
        [...items.map(() => 'ADDED'), 'BOOKMARK'],
      );
      const {object} = events.at(-1) ?? {};
      assert.equal(object?.kind, 'Namespace');
      assert.deepEqual(object.metadata.annotations, {'k8s.io/initial-events-end': 'true'});
      const refused = await askFirst(`/api/v1/namespaces?${wish}`);
      assert.deepEqual([refused.status, JSON.parse(refused.text).reason], [422, 'Invalid']);
    });

    it('deny one kind to whoever may not read it, and are live all the same', async () => {
      const file = await world.kubeconfigOf('reader without secrets');
      await using own = await watched({kubeconfig: file, clock: world.clock, kinds: [pods, secrets]});
      await settles(own);
      assert.deepEqual(
        [own.state(first), own.kind(first, 'pods'), own.kind(first, 'secrets')],
        ['live', 'synced', 'denied'],
      );
      const state = own.row(first).watches['secrets'];
      assert.match(
        state?.type === 'denied' ? state.reason : '',
        /secrets is forbidden: User "[^"]+" cannot (list|watch) resource "secrets" in API group "" at the cluster scope/,
      );
    });

    it('have no kind that nobody has heard of', async () => {
      using _wish = view.watch.want([unheardOf], [first]);
      await view.until(
        'it is absent',
        () => view.kind(first, 'unicorns.example.org') === 'absent',
        10 * seconds,
      );
      const {status, text} = await askFirst('/apis/example.org/v1/unicorns');
      // Of a group that is not there the server knows not even that it would be an API.
      assert.deepEqual([status, text], [404, '404 page not found\n']);
      const unknown = JSON.parse((await askFirst('/api/v1/unicorns')).text);
      assert.deepEqual(
        [unknown.code, unknown.reason, unknown.message],
        [404, 'NotFound', 'the server could not find the requested resource'],
      );
    });

    it('ask whoever comes with a wrong token to log in', async () => {
      await using own = await watched({
        kubeconfig: await world.kubeconfigOf('wrong token'),
        clock: world.clock,
      });
      await own.untilState(first, 'login refused', 10 * seconds);
      const answer = await askFirst('/api/v1/pods', {
        isAnonymous: true,
        headers: {authorization: 'Bearer wrong'},
      });
      const {kind, status, reason, code, message} = JSON.parse(answer.text);
      assert.equal(answer.status, 401);
      assert.deepEqual(
        {kind, status, reason, code, message},
        {kind: 'Status', status: 'Failure', reason: 'Unauthorized', code: 401, message: 'Unauthorized'},
      );
    });

    it('stay live where every answer is late', async () => {
      await world.fault(first, 'slow');
      const begun = world.clock.now();
      await changesAreSeen(10 * seconds);
      // Longer than it takes to ask a quiet server and to wait for its answer.
      await view.until('a while has passed', () => world.clock.now() - begun > 16 * seconds, 20 * seconds);
      await world.fault(first, 'normal');
      assert.deepEqual(view.history(first), ['connecting', 'live']);
      othersAreUntouched();
    });

    it('are unreachable within 5 s where one is killed, and live within 10 s of its return', async () => {
      await world.fault(first, 'stop');
      await view.untilState(first, 'unreachable tcp', 5 * seconds);
      const {connection, pods: figure} = view.row(first);
      assert.match(connection.type === 'unreachable' ? connection.reason : '', /refused/);
      assert.equal(figure.type, 'last');
      await assert.rejects(askFirst('/version'), {code: 'ECONNREFUSED'});
      await world.fault(first, 'start');
      await view.untilState(first, 'live', 10 * seconds);
      await view.until('all synced', () => isSynced(first), 10 * seconds);
      await changesAreSeen(5 * seconds);
      othersAreUntouched();
    });

    it('are stale within 15 s and unreachable within 30 s where one is paused, and live within 10 s again', async () => {
      await world.fault(first, 'pause');
      const stale = await view.untilState(first, 'stale', 15 * seconds);
      await view.untilState(first, 'unreachable tcp', 30 * seconds - stale);
      assert.equal(view.row(first).nodes.type, 'last');
      await world.fault(first, 'resume');
      await view.untilState(first, 'live', 10 * seconds);
      await view.until('all synced', () => isSynced(first), 10 * seconds);
      await changesAreSeen(5 * seconds);
      othersAreUntouched();
    });

    it('are read anew where one has forgotten what came after our last reading', async () => {
      const [gone, come] = [pod('gone-meanwhile'), pod('come-meanwhile')];
      await world.apply(first, gone);
      await view.until('it is seen', () => held(pods, gone) !== undefined, 5 * seconds);
      const {resourceVersion} = listOf(await askFirst('/api/v1/pods?limit=1')).metadata;
      const {continue: next} = listOf(await askFirst('/api/v1/namespaces?limit=1')).metadata;
      await world.cutOff(first, async () => {
        await view.untilState(first, 'unreachable tcp', 10 * seconds);
        await world.remove(first, gone);
        await world.apply(first, come);
        await world.compact(first);
      });
      await view.untilState(first, 'live', 10 * seconds);
      const isRight = () => held(pods, gone) === undefined && held(pods, come) !== undefined;
      await view.until('it is read anew', () => isSynced(first) && isRight(), 10 * seconds);

      const [event] = eventsOf(
        await askFirst(`/api/v1/pods?watch=1&timeoutSeconds=1&resourceVersion=${resourceVersion}`),
      );
      assert.deepEqual([event?.type, event?.object.code, event?.object.reason], ['ERROR', 410, 'Expired']);
      const page = await askFirst(`/api/v1/namespaces?limit=1&continue=${encodeURIComponent(next ?? '')}`);
      assert.deepEqual([page.status, JSON.parse(page.text).reason], [410, 'Expired']);
      // Whoever is content with a list that is not of one moment may go on from there.
      const fresh = JSON.parse(page.text).metadata.continue;
      const rest = listOf(
        await askFirst(`/api/v1/namespaces?limit=500&continue=${encodeURIComponent(fresh)}`),
      );
      const whole = listOf(await askFirst('/api/v1/namespaces'));
      assert.deepEqual(rest.items, whole.items.slice(1));
      await world.remove(first, come);
      await view.until('what comes then is seen', () => held(pods, come) === undefined, 5 * seconds);
      othersAreUntouched();
    });
  });
}

const marks = {string: '', integer: '#', boolean: '?'};

/** Columns that a server prints: `#` for numbers, `?` for yes or no, `+` for those of `-o wide`. */
const tables = {
  [`/api/v1/${plurals.Pod}`]:
    'Name, Ready, Status, Restarts, Age, IP+, Node+, Nominated Node+, Readiness Gates+',
  [`/api/v1/${plurals.Node}`]:
    'Name, Status, Roles, Age, Version, Internal-IP+, External-IP+, OS-Image+, Kernel-Version+, Container-Runtime+',
  [`/api/v1/${plurals.Namespace}`]: 'Name, Status, Age',
  [`/api/v1/${plurals.ConfigMap}`]: 'Name, Data, Age',
  '/api/v1/services': 'Name, Type, Cluster-IP, External-IP, Port(s), Age, Selector+',
  '/api/v1/events':
    'Last Seen, Type, Reason, Object, Subobject+, Source+, Message, First Seen+, Count+, Name+',
  '/apis/apps/v1/deployments': 'Name, Ready, Up-to-date, Available, Age, Containers+, Images+, Selector+',
  '/apis/apps/v1/replicasets': 'Name, Desired#, Current#, Ready#, Age, Containers+, Images+, Selector+',
  '/apis/apps/v1/statefulsets': 'Name, Ready, Age, Containers+, Images+',
  '/apis/apps/v1/daemonsets':
    'Name, Desired#, Current#, Ready#, Up-to-date#, Available#, Node Selector, Age, Containers+, Images+, Selector+',
  '/apis/batch/v1/jobs': 'Name, Status, Completions, Duration, Age, Containers+, Images+, Selector+',
  '/apis/batch/v1/cronjobs':
    'Name, Schedule, Timezone, Suspend?, Active, Last Schedule, Age, Containers+, Images+, Selector+',
};

const names: Readonly<Record<string, string | undefined>> = {
  po: 'pods. Pod namespaced',
  pod: 'pods. Pod namespaced',
  no: 'nodes. Node',
  ns: 'namespaces. Namespace',
  cm: 'configmaps. ConfigMap namespaced',
  svc: 'services. Service namespaced',
  ev: 'events. Event namespaced',
  secret: 'secrets. Secret namespaced',
  pvc: 'persistentvolumeclaims. PersistentVolumeClaim namespaced',
  deploy: 'deployments.apps Deployment namespaced',
  rs: 'replicasets.apps ReplicaSet namespaced',
  sts: 'statefulsets.apps StatefulSet namespaced',
  ds: 'daemonsets.apps DaemonSet namespaced',
  cj: 'cronjobs.batch CronJob namespaced',
  job: 'jobs.batch Job namespaced',
  hpa: 'horizontalpodautoscalers.autoscaling HorizontalPodAutoscaler namespaced',
  pdb: 'poddisruptionbudgets.policy PodDisruptionBudget namespaced',
  ing: 'ingresses.networking.k8s.io Ingress namespaced',
  'deployments.v1.apps': 'deployments.apps Deployment namespaced',
  'apps/v1/deployments': 'deployments.apps Deployment namespaced',
  unicorns: undefined,
};

const secrets = tableKind({
  group: '',
  version: 'v1',
  plural: 'secrets',
  singular: 'secret',
  kind: 'Secret',
  shortNames: [],
  namespaced: true,
});

const unheardOf = tableKind({
  group: 'example.org',
  version: 'v1',
  plural: 'unicorns',
  singular: 'unicorn',
  kind: 'Unicorn',
  shortNames: [],
  namespaced: true,
});
