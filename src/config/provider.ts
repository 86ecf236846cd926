/** What a kubeconfig entry tells about who runs the cluster. */
export interface ProviderClues {
  readonly context: string;
  readonly server: string;
  /** Command and arguments of the exec plugin, or the name of an auth provider. */
  readonly command?: readonly string[];
}

/**
 * Who runs this cluster, guessed from its server's host, its exec plugin and, last and least, its names:
 * `eks gke aks openshift doks lke oke rancher vke kind k3d minikube docker-desktop …`; '' where nothing tells.
 */
export function providerOf(clues: ProviderClues): string {
  const host = hostOf(clues.server);
  const command = (clues.command ?? []).map((word) => word.split('/').at(-1)).join(' ');
  for (const [provider, isOf] of rules) if (isOf({host, command, context: clues.context})) return provider;
  return '';
}

interface Clue {
  readonly host: string;
  readonly command: string;
  readonly context: string;
}

/** In the order of how hard the clue is to fake by accident: hosts and plugins before names. */
const rules: readonly (readonly [string, (clue: Clue) => boolean])[] = [
  ['eks', ({host}) => /\.eks\.(amazonaws\.com(\.cn)?|api\.aws)$/.test(host)],
  ['aks', ({host}) => /\.azmk8s\.(io|us|cn)$|\.cx\.prod\.service\.azk8s\.cn$/.test(host)],
  ['gke', ({host}) => /\.gke\.goog$/.test(host)],
  ['doks', ({host}) => /\.k8s\.ondigitalocean\.com$/.test(host)],
  ['lke', ({host}) => /\.linodelke\.net$/.test(host)],
  ['vke', ({host}) => /\.vultr-k8s\.com$/.test(host)],
  ['oke', ({host}) => /\.oci\.oraclecloud\.com$|\.clusters\..*\.oraclecloud\.com$/.test(host)],
  ['scaleway', ({host}) => /\.api\.k8s\..*\.scw\.cloud$/.test(host)],
  ['ovh', ({host}) => /\.k8s\.ovh\.net$/.test(host)],
  ['openshift', ({host}) => /\.(openshiftapps|devshift)\.(com|org|net)$/.test(host)],
  ['eks', ({command}) => /^aws-iam-authenticator\b|^aws\b.*\beks\b/.test(command)],
  ['gke', ({command}) => /^gke-gcloud-auth-plugin\b|^gcp$|^gcloud\b/.test(command)],
  ['aks', ({command}) => /^kubelogin\b.*--server-id\b|^azure$/.test(command)],
  ['doks', ({command}) => /^doctl\b/.test(command)],
  ['oke', ({command}) => /^oci\b/.test(command)],
  ['rancher', ({command}) => /^rancher\b/.test(command)],
  ['eks', ({context}) => /^arn:aws[^:]*:eks:/.test(context)],
  ['gke', ({context}) => /^(gke|connectgateway)_/.test(context)],
  ['kind', ({context}) => /^kind-/.test(context)],
  ['k3d', ({context}) => /^k3d-/.test(context)],
  ['minikube', ({context}) => /^minikube(-|$)/.test(context)],
  ['docker-desktop', ({context}) => /^docker-(desktop|for-desktop)$/.test(context)],
  ['rancher-desktop', ({context}) => /^rancher-desktop$/.test(context)],
  ['colima', ({context}) => /^colima(-|$)/.test(context)],
  ['orbstack', ({context}) => /^orbstack$/.test(context)],
  ['microk8s', ({context}) => /^microk8s(-|$)/.test(context)],
  // `oc login` names contexts NAMESPACE/HOST-WITH-DASHES:PORT/USER.
  ['openshift', ({context}) => /^[^/]*\/[^/]+:\d+\/[^/]+$/.test(context)],
];

/** Longest name that DNS knows: what is longer is no clue, and the rules above need not get through it. */
const longestName = 253;

function hostOf(server: string): string {
  const host = URL.canParse(server) ? new URL(server).hostname : '';
  return host.length > longestName ? '' : host;
}
