import {setImmediate, setTimeout as wait} from 'node:timers/promises';

/** Polls until the condition holds; fails after `limit` ms. */
export async function until(what: string, condition: () => boolean, limit = 10_000): Promise<void> {
  const deadline = Date.now() + limit;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`it did not come to pass that ${what}`);
    await wait(5);
  }
}

/** Lets everything happen that needs no time. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await setImmediate();
}
