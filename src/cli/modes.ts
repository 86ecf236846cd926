import type {runDoctor as RunDoctor} from './doctor.ts';
import type {runGet as RunGet} from './get.ts';

// Loaded when they run: `--help` and a mistyped command need none of the rooms below.

export const runGet: typeof RunGet = async (...given) => (await import('./get.ts')).runGet(...given);

export const runDoctor: typeof RunDoctor = async (...given) =>
  (await import('./doctor.ts')).runDoctor(...given);
