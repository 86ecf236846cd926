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
  if (verb === 'GET' && !opensTunnel.test(path)) return;
  if (verb === 'POST' && selfReview.test(path)) return;
  throw new KubeError(
    `${verb} ${path} was refused here and nothing was sent: this context is read-only. Leave read-only mode to change it.`,
    {context, failure: {type: 'read-only'}, verb, path},
  );
}

const selfReview =
  /^\/apis\/(?:authorization\.k8s\.io\/v\d\w*\/selfsubject(?:access|rules)reviews|authentication\.k8s\.io\/v\d\w*\/selfsubjectreviews)$/;

// The API server serves these to GET as well, yet what goes through them is a command or a foreign request.
const opensTunnel =
  /^\/api\/v1\/(?:namespaces\/[^/]+\/)?(?:pods|services|nodes)\/[^/]+\/(?:exec|attach|portforward|proxy)(?:\/|$)/;
