import assert from 'node:assert/strict';
import test from 'node:test';
import {type ChangeInputs, changesOf, fieldWritesOf} from '../../../src/fleet/index.ts';
import {deployments, nodes, statefulsets} from '../../../src/kinds/index.ts';
import {
  event,
  imageField,
  iso,
  managed,
  minutes,
  nothing,
  now,
  replicaSet,
  restartField,
  scaled,
  wholeSpec,
} from './inputs.ts';

test('a new revision tells the image that changed, by whom its field is owned', () => {
  const at = now - minutes(8);
  const inputs = {
    ...nothing,
    replicaSets: [
      replicaSet('checkout-aaa', {
        revision: 3,
        created: now - 86_400,
        images: ['example.com/shop/checkout:1.41.9'],
      }),
      replicaSet('checkout-bbb', {revision: 4, created: at, images: ['example.com/shop/checkout:1.42.0']}),
      replicaSet('rested-aaa', {revision: 1, created: now - 86_400, images: ['example.com/rested:1']}),
    ],
  };
  assert.deepEqual(told(inputs), ['shop/checkout | image 1.41.9 -> 1.42.0 | 8m | -']);
  const owners = [
    {manager: 'argocd-controller', operation: 'Apply', at, spec: wholeSpec()},
    {manager: 'kube-controller-manager', at: now, fields: {'f:metadata': {'f:annotations': {}}}},
    {manager: 'kube-controller-manager', at: now, subresource: 'status', fields: {'f:status': {}}},
  ] as const;
  assert.deepEqual(told(inputs, managed('Deployment', 'checkout', owners)), [
    'shop/checkout | image 1.41.9 -> 1.42.0 | 8m | argocd',
  ]);
});

test('who owns the image but has changed nothing since long before the revision did not make it', () => {
  const at = now - minutes(8);
  const owners = [{manager: 'helm', at: at - minutes(30), spec: wholeSpec()}];
  assert.deepEqual(told(twoRevisions(at), managed('Deployment', 'checkout', owners)), [
    'shop/checkout | image 1 -> 2 | 8m | -',
  ]);
});

test('who owns the image and has changed something else since made the revision all the same', () => {
  const owners = [{manager: 'kubectl-edit', at: now - 5, spec: wholeSpec()}];
  assert.deepEqual(told(twoRevisions(now - minutes(40)), managed('Deployment', 'checkout', owners)), [
    'shop/checkout | image 1 -> 2 | 40m | kubectl',
  ]);
});

test('the owner of another container’s image did not change this one’s', () => {
  const at = now - minutes(5);
  const containers = ['main', 'proxy'];
  const inputs = {
    ...nothing,
    replicaSets: [
      replicaSet('web-aaa', {revision: 1, created: now - 86_400, containers, images: ['web:1', 'proxy:7']}),
      replicaSet('web-bbb', {revision: 2, created: at, containers, images: ['web:2', 'proxy:7']}),
    ],
  };
  const owners = [
    {manager: 'injector', at, spec: imageField('proxy')},
    {manager: 'kubectl-set', at, spec: imageField('main')},
  ];
  assert.deepEqual(told(inputs, managed('Deployment', 'web', owners)), [
    'shop/web | image 1 -> 2 | 5m | kubectl',
  ]);
});

test('of two revisions within the hour only the last can have an author', () => {
  const inputs = {
    ...nothing,
    replicaSets: [
      replicaSet('checkout-aaa', {revision: 1, created: now - 86_400, images: ['checkout:1']}),
      replicaSet('checkout-bbb', {revision: 2, created: now - minutes(30), images: ['checkout:2']}),
      replicaSet('checkout-ccc', {revision: 3, created: now - minutes(10), images: ['checkout:3']}),
    ],
  };
  const owners = [{manager: 'kubectl-set', at: now - minutes(10), spec: imageField()}];
  assert.deepEqual(told(inputs, managed('Deployment', 'checkout', owners)), [
    'shop/checkout | image 2 -> 3 | 10m | kubectl',
    'shop/checkout | image 1 -> 2 | 30m | -',
  ]);
});

test('a rollback is told as of when its old ReplicaSet was started again, and what it took back stays told', () => {
  const inputs = {
    ...nothing,
    replicaSets: [
      replicaSet('checkout-aaa', {revision: 3, past: '1', created: now - 86_400, images: ['checkout:1']}),
      replicaSet('checkout-bbb', {revision: 2, created: now - minutes(20), images: ['checkout:2']}),
    ],
    events: [
      scaled('checkout', 'checkout-bbb', [0, 1], now - minutes(20)),
      scaled('checkout', 'checkout-aaa', [3, 0], now - minutes(19)),
      scaled('checkout', 'checkout-aaa', [0, 3], now - minutes(6)),
    ],
  };
  assert.deepEqual(told(inputs), [
    'shop/checkout | image 2 -> 1, rolled back | 6m | -',
    'shop/checkout | image 1 -> 2 | 20m | -',
  ]);
  assert.deepEqual(told({...inputs, events: []}), ['shop/checkout | image 1 -> 2 | 20m | -']);
});

test('a restart is one only where its mark was left at that time', () => {
  const at = now - minutes(3);
  const inputs = {
    ...nothing,
    replicaSets: [
      replicaSet('web-aaa', {revision: 1, created: now - 86_400, images: ['web:1']}),
      replicaSet('web-bbb', {revision: 2, created: at, images: ['web:1']}),
    ],
  };
  assert.deepEqual(told(inputs), ['shop/web | pod template | 3m | -']);
  const restarted = {manager: 'kubectl-rollout', at, spec: restartField};
  assert.deepEqual(told(inputs, managed('Deployment', 'web', [restarted])), [
    'shop/web | restarted | 3m | kubectl',
  ]);
  const before = {...restarted, at: at - minutes(200)};
  assert.deepEqual(told(inputs, managed('Deployment', 'web', [before])), [
    'shop/web | pod template | 3m | -',
  ]);
});

test('a new Deployment is made, and one whose history is not kept has a revision', () => {
  const at = now - minutes(2);
  const inputs = {
    ...nothing,
    deployments: [
      deployments.project({metadata: {name: 'new', namespace: 'shop', creationTimestamp: iso(at)}}),
    ],
    replicaSets: [
      replicaSet('new-aaa', {revision: 1, created: at, images: ['new:1']}),
      replicaSet('forgetful-aaa', {revision: 12, created: at - 60, images: ['forgetful:9']}),
    ],
  };
  assert.deepEqual(told(inputs), [
    'shop/new | created, image 1 | 2m | -',
    'shop/forgetful | revision 12, image 9 | 3m | -',
  ]);
});

test('replicas changed by an autoscaler are one change from the first size to the last', () => {
  const rescale = (size: number, at: number) =>
    event({
      about: ['HorizontalPodAutoscaler', 'any'],
      reason: 'SuccessfulRescale',
      message: `New size: ${size}; reason: cpu resource utilization (percentage of request) above target`,
      at,
    });
  const events = [
    scaled('cart', 'cart-aaa', [14, 18], now - minutes(20)),
    scaled('cart', 'cart-aaa', [12, 14], now - minutes(25)),
    rescale(14, now - minutes(25)),
    rescale(18, now - minutes(20) - 2),
    scaled('other', 'other-aaa', [1, 2], now - minutes(50)),
    scaled('long-ago', 'long-ago-aaa', [1, 2], now - minutes(61)),
  ];
  assert.deepEqual(told({...nothing, events}), [
    'shop/cart | replicas 12 -> 18 | 20m | hpa',
    'shop/other | replicas 1 -> 2 | 50m | -',
  ]);
});

test('replicas that went there and back show how far they went', () => {
  const events = [
    scaled('cart', 'cart-aaa', [12, 0], now - minutes(20)),
    scaled('cart', 'cart-aaa', [0, 12], now - minutes(10)),
  ];
  assert.deepEqual(told({...nothing, events}), ['shop/cart | replicas 12 -> 0 -> 12 | 10m | -']);
});

test('who changed replicas is told by the scale subresource, which of all controllers only the autoscaler uses', () => {
  const at = now - minutes(5);
  const inputs = {...nothing, events: [scaled('cart', 'cart-aaa', [2, 5], at)]};
  const by = (manager: string, subresource: string | undefined, time = at) => {
    const field = {
      manager,
      at: time,
      spec: {'f:replicas': {}},
      ...(subresource !== undefined && {subresource}),
    };
    return told(inputs, managed('Deployment', 'cart', [field]));
  };
  assert.deepEqual(by('kube-controller-manager', 'scale'), ['shop/cart | replicas 2 -> 5 | 5m | hpa']);
  assert.deepEqual(by('kubectl', 'scale'), ['shop/cart | replicas 2 -> 5 | 5m | kubectl']);
  assert.deepEqual(by('kubectl', 'scale', at - minutes(10)), ['shop/cart | replicas 2 -> 5 | 5m | -']);
});

test('what a rollout does to its ReplicaSets is no change of replicas, with and without surge', () => {
  const start = now - minutes(10);
  const surging = [
    scaled('web', 'web-bbb', [0, 1], start),
    scaled('web', 'web-aaa', [3, 2], start + 5),
    scaled('web', 'web-bbb', [1, 2], start + 5),
    scaled('web', 'web-aaa', [2, 1], start + 9),
    scaled('web', 'web-bbb', [2, 3], start + 9),
    scaled('web', 'web-aaa', [1, 0], start + 12),
  ];
  const replicaSets = [
    replicaSet('web-aaa', {revision: 1, created: now - 86_400, images: ['web:1']}),
    replicaSet('web-bbb', {revision: 2, created: start, images: ['web:2']}),
  ];
  const sizes = (events: ChangeInputs['events'], known = replicaSets) =>
    told({...nothing, replicaSets: known, events}).filter((line) => line.includes('replicas'));
  assert.deepEqual(sizes(surging), []);
  const without = [
    scaled('web', 'web-aaa', [3, 4], start - 90),
    scaled('web', 'web-aaa', [4, 2], start + 1),
    scaled('web', 'web-bbb', [0, 2], start + 1),
    scaled('web', 'web-aaa', [2, 0], start + 9),
    scaled('web', 'web-bbb', [2, 4], start + 9),
  ];
  assert.deepEqual(sizes(without), ['shop/web | replicas 3 -> 4 | 12m | -']);
  const then = [...surging, scaled('web', 'web-bbb', [3, 9], now - 60)];
  assert.deepEqual(sizes(then), ['shop/web | replicas 3 -> 9 | 1m | -']);
  assert.deepEqual(sizes(then, []), []);
});

test('a rollout of which only the end is told is known by the newest ReplicaSet', () => {
  const inputs = {
    ...twoRevisions(now - minutes(59)),
    events: [scaled('checkout', 'checkout-aaa', [2, 1], now - minutes(55))],
  };
  assert.deepEqual(told(inputs), ['shop/checkout | image 1 -> 2 | 59m | -']);
});

test('nodes join, leave and turn, and many that do alike are one line', () => {
  const made = (name: string, created: number, status = 'True', turned = created) =>
    nodes.project({
      metadata: {name, creationTimestamp: iso(created)},
      status: {conditions: [{type: 'Ready', status, lastTransitionTime: iso(turned)}]},
    });
  const node = (name: string, reason: string, message: string, at: number) =>
    event({about: ['Node', name], namespace: 'default', reason, message, at});
  const inputs = {
    ...nothing,
    nodes: [
      made('n1', now - minutes(24), 'True', now - minutes(23)),
      made('n2', now - 86_400, 'Unknown', now - minutes(4)),
      made('n3', now - 86_400, 'True', now - minutes(3)),
      made('n4', now - 86_400),
      ...[1, 2, 3, 4].map((index) => made(`new-${index}`, now - minutes(40 + index))),
    ],
    events: [
      node('gone', 'RemovingNode', 'Node gone event: Removing Node gone from Controller', now - minutes(9)),
      node('n1', 'RemovingNode', 'Node n1 event: Removing Node n1 from Controller', now - minutes(26)),
      node('n4', 'NodeNotSchedulable', 'Node n4 status is now: NodeNotSchedulable', now - minutes(2)),
    ],
  };
  const cordoned = managed(
    'Node',
    'n4',
    [{manager: 'kubectl', at: now - minutes(2), spec: {'f:unschedulable': {}}}],
    '',
  );
  assert.deepEqual(told(inputs, cordoned), [
    'n4 | cordoned | 2m | kubectl',
    'n3 | ready again | 3m | -',
    'n2 | not ready | 4m | -',
    'gone | removed | 9m | -',
    ...['5 nodes | joined | 24m | -'],
  ]);
});

test('a StatefulSet tells as much as its owners know', () => {
  const set = (name: string, revisions: readonly [string, string], replicas = 3) =>
    statefulsets.project({
      metadata: {name, namespace: 'shop', creationTimestamp: iso(now - 86_400), generation: 2},
      spec: {replicas, template: {spec: {containers: [{name: 'main', image: 'db:17.2'}]}}},
      status: {currentRevision: revisions[0], updateRevision: revisions[1]},
    });
  const at = now - minutes(7);
  const rolling = {...nothing, statefulSets: [set('db', ['a', 'b'])]};
  const rested = {...nothing, statefulSets: [set('db', ['a', 'a'])]};
  const by = (manager: string, spec: unknown) => managed('StatefulSet', 'db', [{manager, at, spec}]);
  assert.deepEqual(told(rolling, by('argocd-controller', wholeSpec())), [
    'shop/db | rolling to 17.2 | 7m | argocd',
  ]);
  assert.deepEqual(told(rested, by('argocd-controller', wholeSpec())), ['shop/db | changed | 7m | argocd']);
  assert.deepEqual(told(rested, by('kubectl-set', imageField())), ['shop/db | image -> 17.2 | 7m | kubectl']);
  assert.deepEqual(told(rested, by('kubectl-rollout', restartField)), ['shop/db | restarted | 7m | kubectl']);
  assert.deepEqual(told(rested, by('kubectl', {'f:replicas': {}})), [
    'shop/db | replicas -> 3 | 7m | kubectl',
  ]);
  const stirred = event({
    about: ['StatefulSet', 'db'],
    reason: 'SuccessfulDelete',
    message: 'Delete Pod db-2 in StatefulSet db successful',
    at,
  });
  assert.deepEqual(told({...rolling, events: [stirred]}), ['shop/db | rolling to 17.2 | 7m | -']);
  assert.deepEqual(told(rolling), []);
});

test('what comes from a cluster cannot steer the terminal', () => {
  const owners = [{manager: '\u001b[31mevil\u202e', at: now - 60, spec: imageField()}];
  assert.deepEqual(told(twoRevisions(now - 60), managed('Deployment', 'checkout', owners)), [
    'shop/checkout | image 1 -> 2 | 1m | evil',
  ]);
});

function twoRevisions(at: number): ChangeInputs {
  return {
    ...nothing,
    replicaSets: [
      replicaSet('checkout-aaa', {revision: 1, created: now - 86_400, images: ['checkout:1']}),
      replicaSet('checkout-bbb', {revision: 2, created: at, images: ['checkout:2']}),
    ],
  };
}

function told(inputs: ChangeInputs, ...objects: readonly unknown[]): readonly string[] {
  const writes = objects.flatMap((object) => fieldWritesOf(object) ?? []);
  return changesOf({...inputs, writes}, now).map(
    ({object, what, at, by}) => `${object} | ${what} | ${Math.round((now - at) / 60)}m | ${by}`,
  );
}
