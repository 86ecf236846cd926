import type {HubMember} from '../fleet/index.ts';
import {type Condition, seconds} from '../kinds/index.ts';

export type Readiness = Pick<HubMember, 'ready' | 'reason' | 'message' | 'since'>;

/** What a condition says, as it says it; one that is not there says nothing. */
export function readinessOf(found: Condition | undefined): Readiness {
  return {
    ready: readyOf(found?.status),
    reason: found?.reason ?? '',
    message: found?.message ?? '',
    since: seconds(found?.lastTransitionTime),
  };
}

function readyOf(status: string | undefined): HubMember['ready'] {
  switch (status) {
    case undefined:
    case '':
      return 'Absent';
    case 'True':
    case 'False':
      return status;
    default:
      return 'Unknown';
  }
}

export interface Taint {
  readonly key?: string;
  readonly value?: string;
  readonly effect?: string;
}

/** As kubectl writes them: `key=value:NoSchedule`, `key:NoSchedule`. */
export function taintTexts(taints: readonly Taint[] | null | undefined): readonly string[] {
  return (taints ?? []).map(
    ({key = '', value, effect = ''}) =>
      `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`,
  );
}
