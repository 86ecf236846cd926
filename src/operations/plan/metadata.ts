/** What every object of the API tells of itself. */
export interface Metadata {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly managedFields?: readonly {readonly manager?: string; readonly time?: string}[];
}

/** Of a live object; empty where there is none. */
export function metadataOf(live: unknown): Metadata {
  const {metadata} = (live ?? {}) as {metadata?: Metadata};
  return metadata ?? {};
}
