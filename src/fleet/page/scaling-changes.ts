import type {Change} from './changes.ts';
import type {FieldWrite} from './field-writes.ts';
import type {Scaling} from './scalings.ts';

/** Scalings in order of time → one change per Deployment and author; `writesOf` by `namespace/name`. */
export function scalingChanges(
  scalings: readonly Scaling[],
  writesOf: (key: string) => readonly FieldWrite[],
): readonly Change[] {
  const authored = scalings.map((scaling) => {
    const object = `${scaling.namespace}/${scaling.name}`;
    return {...scaling, object, by: scalerOf(scaling, writesOf(object))};
  });
  const groups = Map.groupBy(authored, ({object, by}) => `${object} ${by}`);
  return [...groups.values()].flatMap((alike) => {
    const last = alike.at(-1);
    return last
      ? [{kind: 'Deployment', object: last.object, what: pathOf(alike), at: last.at, by: last.by}]
      : [];
  });
}

/**
 * The owner of `replicas` is who set their last value, at its time or later; one whose time is long before had no hand
 * in this.
 */
function scalerOf({at, isByAutoscaler}: Scaling, writes: readonly FieldWrite[]): string {
  if (isByAutoscaler) return 'hpa';
  const owner = writes.find((write) => write.owns.has('replicas') && Math.abs(write.at - at) <= sameMoment);
  return owner?.by ?? '-';
}

/** Seconds: beyond that the owner has changed something else since, or somebody else this. */
const sameMoment = 60;

/** `replicas 12 -> 18`; with the farthest in between where it went there and came back. */
function pathOf(scalings: readonly Scaling[]): string {
  const from = scalings[0]?.from;
  const to = scalings.at(-1)?.to ?? 0;
  if (from === undefined) return `replicas -> ${to}`;
  const sizes = scalings.map((scaling) => scaling.to);
  const [lowest, highest] = [Math.min(...sizes), Math.max(...sizes)];
  const farthest = highest - Math.max(from, to) >= Math.min(from, to) - lowest ? highest : lowest;
  const isBetween = farthest >= Math.min(from, to) && farthest <= Math.max(from, to);
  return `replicas ${[from, ...(isBetween ? [] : [farthest]), to].join(' -> ')}`;
}
