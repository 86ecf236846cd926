/**
 * What the pods of one workload are called alike: `checkout-*` of `checkout-6d5f7c8b9d-x2k4p`, `db-*` of `db-2`,
 * `reindex-*` of the CronJob's `reindex-29401440-q7mzt`. By the name alone, because events outlive their pods; a name
 * that was not made by a controller stays as it is.
 */
export function podStem(name: string): string {
  const stem = ofReplicaSet.exec(name)?.[1] ?? ofJob.exec(name)?.[1] ?? ofSet.exec(name)?.[1];
  return stem === undefined ? name : `${stem}-*`;
}

// The letters of `rand.String` and `rand.SafeEncodeString` in apimachinery: no vowels, nothing that looks like another.
const ofReplicaSet = /^(.+)-[bcdfghjklmnpqrstvwxz2456789]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
/** A CronJob puts the minutes since the epoch into the name of a Job; an indexed Job the index into that of its pods. */
const ofJob = /^(.+?)(?:-\d{8,})?(?:-\d+)?-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
const ofSet = /^(.+)-\d+$/;
