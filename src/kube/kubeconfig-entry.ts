import type {ClusterEntry, ContextEntry, KubeconfigContext, UserEntry} from './context.ts';
import {type Judged, judgeCluster} from './kubeconfig-cluster.ts';
import type {Part} from './kubeconfig-file.ts';
import {type NamedFiles, revisionOf} from './kubeconfig-files.ts';
import {contextSchema, describeIssue} from './kubeconfig-schema.ts';
import {judgeUser} from './kubeconfig-user.ts';

/** The parts a context may name, merged over all files. */
export interface Parts {
  readonly clusters: ReadonlyMap<string, Part>;
  readonly users: ReadonlyMap<string, Part>;
  /** Where clusters and users were looked for, in words, for the context that misses one. */
  readonly searched: string;
}

/** Judges each cluster and user once, however many contexts share it. */
export interface JudgedParts {
  cluster(part: Part): Promise<Judged<ClusterEntry>>;
  user(part: Part): Promise<Judged<UserEntry>>;
}

export function judgedParts(files: NamedFiles): JudgedParts {
  const clusters = new Map<Part, Promise<Judged<ClusterEntry>>>();
  const users = new Map<Part, Promise<Judged<UserEntry>>>();
  return {
    cluster: (part) => once(clusters, part, () => judgeCluster(part, files)),
    user: (part) => once(users, part, () => judgeUser(part, files)),
  };
}

/** One context with its cluster and user, or why it cannot be used. */
export async function judgeContext(
  part: Part,
  parts: Parts,
  judged: JudgedParts,
): Promise<KubeconfigContext> {
  const broken = (reason: string): KubeconfigContext => ({
    type: 'broken',
    name: part.name,
    file: part.file,
    reason,
  });
  const bad = (reason: string, field: readonly PropertyKey[] = []) =>
    broken(`${part.place(field)}: context "${part.name}": ${reason}`);
  if (part.fault !== undefined) return broken(part.fault);
  const parsed = contextSchema.safeParse(part.value ?? {});
  if (!parsed.success) {
    const {field, reason} = describeIssue(parsed.error);
    return bad(reason, field);
  }
  const fields = parsed.data;
  if (fields.cluster === undefined) return bad('names no cluster');
  const clusterPart = parts.clusters.get(fields.cluster);
  if (clusterPart === undefined) {
    return bad(`its cluster "${fields.cluster}" is not in ${parts.searched}`, ['cluster']);
  }
  const userPart = fields.user === undefined ? undefined : parts.users.get(fields.user);
  if (fields.user !== undefined && userPart === undefined) {
    return bad(`its user "${fields.user}" is not in ${parts.searched}`, ['user']);
  }
  const cluster = await judged.cluster(clusterPart);
  if (cluster.type === 'bad') return broken(cluster.reason);
  const user = userPart === undefined ? anonymous : await judged.user(userPart);
  if (user.type === 'bad') return broken(user.reason);
  const revision = revisionOf([...cluster.contents, ...user.contents]);
  const otherFiles = new Set([clusterPart.file, userPart?.file ?? part.file]);
  otherFiles.delete(part.file);
  const entry: ContextEntry = {
    name: part.name,
    file: part.file,
    ...(otherFiles.size > 0 ? {otherFiles: [...otherFiles]} : {}),
    ...(fields.namespace !== undefined ? {namespace: fields.namespace} : {}),
    cluster: cluster.value,
    user: user.value,
    ...(revision !== undefined ? {revision} : {}),
  };
  return {type: 'usable', name: part.name, entry};
}

/** A context without a user is anonymous, as for kubectl. */
const anonymous: Judged<UserEntry> = {type: 'good', value: {name: ''}, contents: []};

function once<T>(known: Map<Part, Promise<T>>, part: Part, judge: () => Promise<T>): Promise<T> {
  const found = known.get(part) ?? judge();
  known.set(part, found);
  return found;
}
