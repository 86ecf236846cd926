/** What a simulated cluster is, before anything runs on it. */
export interface ClusterPlan {
  readonly name: string;
  readonly tier: 'prod' | 'stg' | 'dev';
  readonly role: 'shop' | 'pay' | 'edge' | 'all';
  readonly area: 'eu' | 'us' | 'ap';
  /** As its nodes are labelled. */
  readonly region: string;
  /** `v1.36.2-eks-3a1b2c4`. */
  readonly version: string;
  readonly nodes: number;
  readonly stories: readonly Story[];
  /** Resources nobody may read there. */
  readonly denied: readonly string[];
  readonly network: 'well' | 'stopped' | 'slow';
  readonly login: Login;
}

/** What happens on a cluster, beside small things that happen on all. */
export type Story =
  | 'rollout'
  | 'stuck rollout'
  | 'crash loop'
  | 'bad image'
  | 'node down'
  | 'pending'
  | 'metrics'
  | 'failed job';

/** A client certificate, a token, a token that ends some minutes after the start, or a plugin whose session has ended. */
export type Login = 'certificate' | 'token' | 'expiring' | 'session';

interface Peculiarity {
  readonly stories?: readonly Story[];
  readonly denied?: readonly string[];
  readonly network?: ClusterPlan['network'];
  readonly login?: Login;
}

const regions: Readonly<Record<string, string>> = {
  eu1: 'eu-west-1',
  eu2: 'eu-central-1',
  eu3: 'eu-north-1',
  us1: 'us-east1',
  us2: 'us-west1',
  ap1: 'ap-southeast-1',
};

/** The 24 clusters of the demonstration. */
export const fleetPlan: readonly ClusterPlan[] = [
  cluster('prod-eu1-edge', 12, '1.35.6-eks-113cf36'),
  cluster('prod-eu1-pay', 18, '1.36.2-eks-40b7a1c', {stories: ['metrics']}),
  cluster('prod-eu1-shop', 24, '1.36.2-eks-40b7a1c', {stories: ['crash loop']}),
  cluster('prod-eu2-edge', 10, '1.35.6-eks-113cf36', {login: 'session'}),
  cluster('prod-eu2-pay', 16, '1.36.2-eks-40b7a1c', {login: 'session'}),
  cluster('prod-eu2-shop', 22, '1.36.2-eks-40b7a1c', {stories: ['failed job']}),
  cluster('prod-eu3-pay', 12, '1.36.1-eks-95d3df6', {network: 'stopped'}),
  cluster('prod-eu3-shop', 16, '1.36.1-eks-95d3df6', {stories: ['stuck rollout']}),
  cluster('prod-us1-edge', 10, '1.35.7-gke.1104000'),
  cluster('prod-us1-pay', 14, '1.36.1-gke.1203000'),
  cluster('prod-us1-shop', 20, '1.36.1-gke.1203000', {stories: ['rollout']}),
  cluster('prod-us2-pay', 8, '1.34.9-gke.2011000', {login: 'expiring'}),
  cluster('prod-us2-shop', 12, '1.36.1-gke.1203000', {stories: ['pending']}),
  cluster('prod-ap1-edge', 8, '1.35.4', {stories: ['node down']}),
  cluster('prod-ap1-pay', 10, '1.35.4', {denied: ['pods']}),
  cluster('prod-ap1-shop', 14, '1.35.4', {network: 'slow'}),
  cluster('stg-eu1-all', 6, '1.37.0-eks-7c1e0aa', {stories: ['rollout'], login: 'token'}),
  cluster('stg-eu3-all', 5, '1.36.2-eks-40b7a1c', {login: 'token'}),
  cluster('stg-us1-all', 6, '1.37.1-gke.1007000', {stories: ['bad image'], login: 'token'}),
  cluster('stg-ap1-all', 4, '1.36.3', {login: 'token'}),
  cluster('dev-eu1-all', 4, '1.37.2', {stories: ['rollout'], login: 'token'}),
  cluster('dev-eu2-all', 3, '1.37.2', {login: 'token'}),
  cluster('dev-us1-all', 3, '1.37.2', {login: 'token'}),
  cluster('dev-ap1-all', 3, '1.37.1', {login: 'token'}),
];

/** Another context that leads to this one, as there are after `aws eks update-kubeconfig`. */
export const secondContext = {name: 'stg-eu1-all-admin', cluster: 'stg-eu1-all'};

export interface Group {
  readonly name: string;
  readonly tier: string;
  readonly match: {readonly context: string};
}

/** Rules in the form of the settings file. */
export const groups: readonly Group[] = ['prod', 'stg', 'dev'].flatMap((tier) =>
  ['eu', 'us', 'ap'].map((name) => ({name, tier, match: {context: `${tier}-${name}*`}})),
);

function cluster(name: string, nodes: number, version: string, peculiarity: Peculiarity = {}): ClusterPlan {
  const [tier, place = '', role] = name.split('-') as [ClusterPlan['tier'], string, ClusterPlan['role']];
  return {
    name,
    tier,
    role,
    area: place.slice(0, 2) as ClusterPlan['area'],
    region: regions[place] ?? place,
    version: `v${version}`,
    nodes,
    stories: peculiarity.stories ?? [],
    // Who watches over a fleet seldom may read its secrets.
    denied: ['secrets', ...(peculiarity.denied ?? [])],
    network: peculiarity.network ?? 'well',
    login: peculiarity.login ?? 'certificate',
  };
}
