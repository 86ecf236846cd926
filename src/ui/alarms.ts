import {type ClusterRow, clusterKey, stateText} from '../fleet/index.ts';
import type {Tone} from './notices.ts';

/** The rows that a person wants to hear of. */
export class Alarms {
  /** By cluster key: as it was last. */
  readonly #armed = new Map<string, {readonly name: string; readonly type: string}>();

  /** False where that was just ended. */
  toggle(row: ClusterRow): boolean {
    const key = clusterKey(row);
    if (this.#armed.delete(key)) return false;
    this.#armed.set(key, {name: row.name, type: row.connection.type});
    return true;
  }

  /** What has happened to them since it was asked last. */
  changes(
    clusters: readonly ClusterRow[],
    now: number,
  ): readonly {readonly text: string; readonly tone: Tone}[] {
    if (this.#armed.size === 0) return [];
    const rows = new Map(clusters.map((row) => [clusterKey(row), row]));
    return [...this.#armed].flatMap(([key, before]) => {
      const row = rows.get(key);
      if (row === undefined) {
        this.#armed.delete(key);
        return [{text: `${before.name}: the kubeconfig no longer names it`, tone: 'bad'}];
      }
      const {type} = row.connection;
      if (before.type === type) return [];
      this.#armed.set(key, {name: row.name, type});
      const text = `${row.name}: ${before.type} -> ${stateText(row, now)}`;
      return [{text, tone: type === 'live' ? 'good' : 'bad'}];
    });
  }
}
