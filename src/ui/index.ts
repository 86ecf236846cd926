export {App, type AppOptions, type Look} from './app.ts';
export type {Outside} from './outside.ts';
export {type Role, roles} from './paint/roles.ts';
export {viewColumns} from './screens/view-columns.ts';
export {openTerminal, restoration, type Terminal} from './terminal/index.ts';
