export {age, coarseAge} from './age.ts';
export type {Clock} from './clock.ts';
export {cutEnd, cutMiddle, padEnd, padStart} from './cut.ts';
export {glob} from './glob.ts';
export {shortenContextNames} from './names.ts';
export {formatBytes, formatCpu, parseQuantity} from './quantity.ts';
export {sanitise} from './sanitise.ts';
export {width} from './width.ts';
