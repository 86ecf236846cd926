import {spawnSync} from 'node:child_process';
import {globSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import process from 'node:process';
import {run} from 'node:test';
import {spec} from 'node:test/reporters';

/**
 * Runs every test file below `test/` (or those whose path contains one of the arguments: `npm test -- kube rig`) and
 * ends with the line `N passed, N failed, N skipped`. Exits non-zero when a test failed or none ran.
 */
const wanted = process.argv.slice(2);
const files = globSync('test/**/*.test.{ts,tsx}')
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort(
    (first, second) => Number(isRigTest(first)) - Number(isRigTest(second)) || first.localeCompare(second),
  );

buildOnce();

const counts = {passed: 0, failed: 0, skipped: 0};
const stream = run({
  files,
  concurrency: Math.max(1, availableParallelism() - 1),
  execArgv: ['--import=tsx', '--expose-gc'],
  timeout: 10 * 60_000,
});
stream.on('test:pass', (event) => count(event, event.skip === undefined ? 'passed' : 'skipped'));
stream.on('test:fail', (event) => count(event, 'failed'));
stream.on('end', () => {
  const hasRun = counts.passed + counts.failed + counts.skipped > 0;
  if (!hasRun)
    console.error(`no test ran${wanted.length > 0 ? `: no file matches ${wanted.join(', ')}` : ''}`);
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
  // Last, after the spec reporter has written all it has.
  setImmediate(() =>
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`),
  );
});
stream.compose(new spec()).pipe(process.stdout);

/** Suites and files are not tests: only leaves count. */
function count(event: {details: {type?: string | undefined}}, key: keyof typeof counts): void {
  if (event.details.type !== 'suite') counts[key] += 1;
}

function isRigTest(file: string): boolean {
  return file.includes('.rig.test.') || file.startsWith('test/rig/');
}

/** Tests of the command line run the built file, so that what is tested is what people run. */
function buildOnce(): void {
  const {status} = spawnSync(process.execPath, ['scripts/build.mjs'], {stdio: 'inherit'});
  if (status !== 0) process.exit(1);
}
