import {sanitise} from '../../text/index.ts';

/**
 * A field manager as people call who is behind it: `argocd-application-controller` → `argocd`. Clients that name none
 * are called after their program, up to the first slash of its user agent (`managerOrUserAgent` in the API server's
 * handlers). `-` for who cannot be told, the manager's own name where it is not known here.
 */
export function managerName(manager: string, subresource = ''): string {
  // All controllers are one program; of those only the autoscaler changes `scale` (podautoscaler/horizontal.go).
  if (manager === controllers && subresource === 'scale') return 'hpa';
  if (manager === '' || manager === beforeFirstApply) return '-';
  const known = names.find(([pattern]) => pattern.test(manager));
  return known ? known[1] : sanitise(manager);
}

/** Field managers that only carry out what another asked for. */
export function isCarrier(manager: string, subresource: string): boolean {
  return manager === controllers && subresource !== 'scale';
}

const controllers = 'kube-controller-manager';

/** Stands for all that was there before fields were tracked. */
const beforeFirstApply = 'before-first-apply';

const names: readonly (readonly [RegExp, string])[] = [
  [/^argocd/, 'argocd'],
  [/^horizontal-pod-autoscaler$/, 'hpa'],
  // `kubectl-client-side-apply`, `kubectl-edit`, `kubectl-rollout`, `kubectl-set` … (kubectl/pkg/cmd).
  [/^kubectl(-|$)/, 'kubectl'],
  [/^(kustomize|helm)-controller$|^flux/, 'flux'],
  [/^helm$/i, 'helm'],
  [/^karmada/, 'karmada'],
  [/^(kubefed|hyperfed)/, 'kubefed'],
  [/^keda/, 'keda'],
  [/^vpa-|^vertical-pod-autoscaler/, 'vpa'],
  [/^terraform|^hashicorp/i, 'terraform'],
  // User agents of web consoles, which pass on that of the browser.
  [/^Mozilla$/, 'browser'],
];
