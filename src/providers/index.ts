import type {HubSystem} from '../fleet/index.ts';
import {karmada} from './karmada/karmada.ts';
import {kubefed} from './kubefed/kubefed.ts';
import {ocm} from './ocm/ocm.ts';

/** The systems whose hubs are known when they are seen. */
export const hubSystems: readonly HubSystem[] = [kubefed, karmada, ocm];
