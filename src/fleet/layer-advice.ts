import type {UnreachableState} from './states.ts';

/** What a person can do about the layer that failed, as a sentence without its full stop. */
export const layerAdvice: Readonly<Record<UnreachableState['layer'], string>> = {
  dns: 'check the server name in the kubeconfig, and the VPN',
  tcp: 'check that it runs, and the VPN or proxy on the way',
  tls: 'check certificate-authority and server in the kubeconfig',
  http: 'something answers, but not as an API server that is well: "flotilla doctor" tells more',
};
