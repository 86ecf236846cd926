import {
  discover,
  loadKubeconfig,
  openConnection,
  readNodeUsage,
  reflect,
  watchKubeconfig,
} from '../kube/index.ts';
import {openBroker} from './broker/broker.ts';
import type {Parts} from './parts.ts';

export const realParts: Parts = {
  loadKubeconfig,
  watchKubeconfig,
  openBroker,
  openConnection,
  reflect,
  // What cannot be listed (reviews, tokens) is no answer to `get`.
  discover: async (connection, signal) =>
    (await discover(connection, signal)).filter(({verbs}) => verbs.includes('list')),
  readNodeUsage,
};
