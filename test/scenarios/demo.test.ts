import {demoWorld} from './demo-world.ts';
import {scenarios} from './scenarios.ts';

scenarios('three simulated clusters', demoWorld);
