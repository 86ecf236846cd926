import type {Reach} from '../reach.ts';
import {tryWrite} from './dry-run.ts';
import type {Plan, Verdict} from './plan.ts';

/** The same plan with what the servers say to each of its writes now. Nothing is changed by asking. */
export async function judged(plan: Plan, reach: Reach, signal: AbortSignal): Promise<Plan> {
  const open = new Set(plan.steps.map(({id}) => id));
  const verdicts: Record<string, readonly Verdict[]> = {};
  for (const step of plan.steps) {
    if (step.type !== 'write') continue;
    const answers = await Promise.all(
      step.writes.map(async (write) => (await tryWrite({plan, step, write, open, reach, signal})).verdict),
    );
    verdicts[step.id] = answers;
    // What is done already is nothing that later steps wait for.
    if (answers.every(({type}) => type === 'done') && step.needs.every((id) => !open.has(id)))
      open.delete(step.id);
  }
  return {...plan, verdicts};
}

/** All of a step's verdicts in one: the worst first. Undefined for steps that write nothing, and before it was judged. */
export function verdictOf(plan: Plan, step: string): Verdict | undefined {
  const verdicts = plan.verdicts?.[step] ?? [];
  return worstFirst.flatMap((type) => verdicts.find((verdict) => verdict.type === type) ?? [])[0];
}

const worstFirst: readonly Verdict['type'][] = ['refused', 'unknown', 'after', 'ok', 'done'];
