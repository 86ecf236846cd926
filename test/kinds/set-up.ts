import {pods} from '../../src/kinds/index.ts';
import type {Api} from './api.ts';
import {listPath} from './judge.ts';
import {objectCases} from './object-cases.ts';
import {podCases, podOf} from './pod-cases.ts';

/** The namespace all cases live in. */
export const namespace = 'cases';

/** Creates every case and writes its status as controllers and kubelets would. */
export async function setUp(api: Api): Promise<void> {
  await api.send({method: 'POST', path: '/api/v1/namespaces', body: {metadata: {name: namespace}}});
  for (const pod of podCases) {
    const path = listPath(pods, namespace);
    await api.send({method: 'POST', path, body: podOf(pod)});
    await writeStatus(api, `${path}/${pod.name}`, pod.status);
    if (pod.isDeleted === true) {
      await api.send({method: 'DELETE', path: `${path}/${pod.name}`, body: {gracePeriodSeconds: 0}});
    }
  }
  for (const {kind, object, status} of objectCases) {
    const path = listPath(kind, namespace);
    await api.send({method: 'POST', path, body: object});
    const {name} = object['metadata'] as {name: string};
    if (status !== undefined) await writeStatus(api, `${path}/${name}`, status);
  }
}

function writeStatus(api: Api, path: string, status: Record<string, unknown>) {
  return api.send({
    method: 'PATCH',
    path: `${path}/status`,
    body: {status},
    contentType: 'application/merge-patch+json',
  });
}
