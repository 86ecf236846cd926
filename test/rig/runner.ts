// What orphans.test.ts starts and kills: a program that holds a rig, says which processes it has, and then does what
// its argument says.
import {rig} from './index.ts';

const mode = process.argv[2];
try {
  await using fleet = await rig({clusters: 1, kwok: true, controllerManager: true});
  await fleet.cluster('alpha').kubectl(['version']);
  process.stdout.write(`${JSON.stringify({pids: fleet.pids(), folder: fleet.folder})}\n`);
  if (mode === 'throw') throw new Error('a test failed');
  if (mode === 'wait') await new Promise((resolve) => setTimeout(resolve, 60_000));
} catch {
  process.exitCode = 1;
}
