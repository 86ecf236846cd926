import {KubeError} from './errors.ts';

/** The parts of a request that decide whether it can change anything. */
interface Intent {
  readonly verb: string;
  readonly path: string;
}

/**
 * Refuses whatever could change a cluster, before a byte leaves the process. Only GET passes, and POST of the reviews
 * in which a user asks about themself; GETs that open a way into a container or a backend do not count as reading.
 * @throws KubeError with failure `read-only`.
 */
export function assertReading(context: string, {verb, path}: Intent): void {
  const words = wordsOf(path);
  if (verb === 'GET' && words !== undefined && !opensTunnel.test(words)) return;
  if (verb === 'POST' && selfReview.test(path)) return;
  throw new KubeError(
    `${verb} ${path} was refused here and nothing was sent: this context is read-only. Leave read-only mode to change it.`,
    {context, failure: {type: 'read-only'}, verb, path},
  );
}

const selfReview =
  /^\/apis\/(?:authorization\.k8s\.io\/v\d\w*\/selfsubject(?:access|rules)reviews|authentication\.k8s\.io\/v\d\w*\/selfsubjectreviews)$/;

// The API server serves these to GET as well, yet what goes through them is a command or a foreign request. Not only at
// the beginning: Karmada passes on to its members whatever follows `/clusters/NAME/proxy`.
const opensTunnel =
  /\/api\/v1\/(?:namespaces\/[^/]+\/)?(?:pods|services|nodes)\/[^/]+\/(?:exec|attach|portforward|proxy)(?:\/|$)/;

/**
 * The path as the server will understand it: decoded, without empty segments. Undefined for one that could be understood
 * in several ways (dots, backslashes, a query in the path); no path of the API needs them.
 */
function wordsOf(path: string): string | undefined {
  if (!path.startsWith('/') || /[?#\\\s]/.test(path)) return undefined;
  try {
    const segments = decodeURIComponent(path)
      .split('/')
      .filter((segment) => segment !== '');
    return segments.some((segment) => /^\.{1,2}$/.test(segment)) ? undefined : `/${segments.join('/')}`;
  } catch {
    return undefined;
  }
}
