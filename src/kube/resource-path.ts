import type {ResourcePath} from './reflector.ts';

/** `/api/v1/pods`, `/apis/apps/v1/namespaces/NS/deployments/NAME`: where a resource, or one object of it, lives. */
export function resourcePath(resource: ResourcePath, namespace: string | undefined, name?: string): string {
  const {group, version, plural} = resource;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = resource.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}
