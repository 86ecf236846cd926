// What the single file starts with, in place of bin/flotilla.js: the Node is inside, and needs no looking at.
import process from 'node:process';

// As in bin/flotilla.js, and for its reasons.
if (!process.env.UV_THREADPOOL_SIZE) process.env.UV_THREADPOOL_SIZE = '128';
import('../src/main.ts').catch((error) => {
  console.error(`flotilla could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
