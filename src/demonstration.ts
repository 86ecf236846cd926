import {rmSync} from 'node:fs';
import process from 'node:process';
import type {DemoRequest} from './cli/index.ts';
import {temporaryFolder} from './left-folders.ts';
import {runScreen, type ScreenEnd, type ScreenWish} from './screen.ts';

export interface DemonstrationWish extends ScreenWish {
  readonly demo: DemoRequest;
}

/** The embedded fleet, with the grid on it or served for other programs. Nothing of a person's own fleet is touched. */
export async function runDemonstration(wish: DemonstrationWish): Promise<ScreenEnd> {
  const {demo, environment, clock, signal} = wish;
  const {startDemo} = await import('./demo/index.ts');
  const folder = temporaryFolder('flotilla-demo-');
  const {seed, speed, isServing} = demo;
  const fleet = await startDemo({signal, clock, folder, seed, speed});
  try {
    const usage = `kubectl --kubeconfig ${fleet.kubeconfigFile}`;
    if (isServing) {
      process.stdout.write(`export KUBECONFIG=${fleet.kubeconfigFile}\n`);
      process.stderr.write(
        `serving ${fleet.clusters.length} simulated clusters until ctrl-c; try: ${usage} get pods -A\n`,
      );
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), {once: true}));
      return {type: 'ended'};
    }
    return await runScreen({
      ...wish,
      // What is remembered of simulated clusters goes with them.
      environment: {...environment, XDG_STATE_HOME: folder},
      fleet: {...wish.fleet, kubeconfig: [fleet.kubeconfigFile]},
      groups: fleet.groups,
      greeting: `simulated; ${usage}`,
    });
  } finally {
    await fleet.close();
    rmSync(folder, {recursive: true, force: true});
  }
}
