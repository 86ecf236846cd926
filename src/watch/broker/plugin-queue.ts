/**
 * Lets at most `limit` tasks run at once, and never two of one group: a session that has ended is asked once, not forty
 * times side by side. First come, first served, but a task whose group is busy does not hold up those behind it.
 */
export interface PluginQueue {
  /** Starts when there is room; the returned function takes it out again if it has not started. */
  add(task: QueuedTask): () => void;
}

export interface QueuedTask {
  readonly group: string;
  run(): Promise<void>;
}

export function createPluginQueue(limit: number): PluginQueue {
  const waiting: QueuedTask[] = [];
  const busy = new Set<string>();

  const start = () => {
    while (busy.size < limit) {
      const next = waiting.findIndex((task) => !busy.has(task.group));
      const [task] = next < 0 ? [] : waiting.splice(next, 1);
      if (task === undefined) return;
      busy.add(task.group);
      task.run().finally(() => {
        busy.delete(task.group);
        start();
      });
    }
  };

  return {
    add(task) {
      waiting.push(task);
      start();
      return () => {
        const index = waiting.indexOf(task);
        if (index >= 0) waiting.splice(index, 1);
      };
    },
  };
}
