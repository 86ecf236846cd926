import {rigUnavailable} from '../rig/index.ts';
import {rigWorld} from './rig-world.ts';
import {scenarios} from './scenarios.ts';

scenarios('three real clusters', rigWorld, rigUnavailable());
