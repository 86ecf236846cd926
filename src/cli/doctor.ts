import {alwaysWatched} from '../kinds/index.ts';
import {doctorText} from './doctor-text.ts';
import type {Engine, ExitCode} from './engine.ts';
import type {DoctorOutput} from './invocation.ts';
import {type HouseFacts, reportOf} from './report.ts';
import {sayWaiting} from './waiting.ts';

/**
 * `flotilla doctor`: connects, reads what the overview needs, and reports what is connected and what it costs.
 * @returns 3 when any context is not live or not wholly read
 */
export async function runDoctor(
  engine: Engine,
  output: DoctorOutput,
  house: () => HouseFacts,
): Promise<ExitCode> {
  const {watch, feed, clock, signal} = engine;
  const over = new AbortController();
  const limit = AbortSignal.any([signal, over.signal]);
  void clock.sleep(engine.timeout, limit).then(() => over.abort());
  using _ = watch.want(alwaysWatched);
  void sayWaiting(engine, limit);
  await watch.settled(limit);
  over.abort();
  if (signal.aborted) return 1;
  feed.flush();
  const {clusters} = feed.store.getState();
  const report = reportOf(clusters, watch.report(), house(), engine.timeout);
  const isWide = output === 'wide';
  const {isTerminal, columns, rows} = engine.out;
  const look = {isWide, ...(isTerminal && !isWide ? {screen: {columns, rows}} : {})};
  await engine.out.write(
    output === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : doctorText(report, clock.now(), look),
  );
  return report.missing.length === 0 ? 0 : 3;
}
