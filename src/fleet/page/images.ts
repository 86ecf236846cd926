/** What a ReplicaSet or workload says of its containers: names and images in one order, comma-separated. */
export interface Images {
  readonly containers: string;
  readonly images: string;
}

/** `1.42.0` of `mirror.eu/shop/checkout:1.42.0`; a digest in short where there is no tag, the name where there is neither. */
export function shortImage(image: string): string {
  const {name, tag, digest} = partsOf(image);
  return tag || shortDigest(digest) || lastPart(name);
}

/** The image of one container in short, of the first where that one is not there; '' where there is none. */
export function imageOf({containers, images}: Images, container = ''): string {
  const index = Math.max(0, containers.split(',').indexOf(container));
  return shortImage(images.split(',')[index] ?? '');
}

/**
 * `image 1.41.9 -> 1.42.0`: of every container that changed only what differs; undefined where no image did. Of several,
 * each has its container's name before it.
 */
export function imageChange(before: Images, after: Images): string | undefined {
  const old = byContainer(before);
  const changed = [...byContainer(after)].flatMap(([container, image]) => {
    const was = old.get(container);
    return was === undefined || was === image ? [] : [{container, text: difference(was, image)}];
  });
  if (changed.length > 2) return `${changed.length} images`;
  const [first, second] = changed;
  if (!first) return undefined;
  if (!second) return `image ${first.text}`;
  return `image ${changed.map(({container, text}) => `${container} ${text}`).join(', ')}`;
}

/** Names of the containers whose image changed. */
export function changedContainers(before: Images, after: Images): readonly string[] {
  const old = byContainer(before);
  return [...byContainer(after)].flatMap(([container, image]) =>
    old.get(container) === image ? [] : container,
  );
}

function byContainer({containers, images}: Images): ReadonlyMap<string, string> {
  const list = images.split(',');
  return new Map(containers.split(',').map((container, index) => [container, list[index] ?? '']));
}

/** Nearest to the eye first: the tag, the digest, the image's own name, and only then where it is pulled from. */
function difference(before: string, after: string): string {
  const old = partsOf(before);
  const now = partsOf(after);
  if (lastPart(old.name) !== lastPart(now.name)) return arrow(ownName(old), ownName(now));
  if (old.tag !== now.tag) return arrow(shortImage(before), shortImage(after));
  if (old.name !== now.name) return arrow(old.name, now.name);
  return arrow(shortDigest(old.digest) || old.tag, shortDigest(now.digest) || now.tag);
}

function arrow(before: string, after: string): string {
  return `${before} -> ${after}`;
}

function ownName({name, tag}: Parts): string {
  return tag === '' ? lastPart(name) : `${lastPart(name)}:${tag}`;
}

interface Parts {
  readonly name: string;
  readonly tag: string;
  /** `sha256:…` */
  readonly digest: string;
}

function partsOf(image: string): Parts {
  const [reference = '', digest = ''] = image.split('@');
  // A colon before the last slash is that of the registry's port.
  const colon = reference.indexOf(':', reference.lastIndexOf('/') + 1);
  return colon < 0
    ? {name: reference, tag: '', digest}
    : {name: reference.slice(0, colon), tag: reference.slice(colon + 1), digest};
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** As much of it as tools show elsewhere. */
function shortDigest(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, 12);
}
