import {eventually, pidsIn} from './plugin.ts';

// Starts the plugin named by the environment and dies of an exception in the midst of it.
void import('./once.ts');
await eventually('the plugin runs', async () => (await pidsIn(process.env['PIDS'] ?? '')).length > 0);
throw new Error('crash');
