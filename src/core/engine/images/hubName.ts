import { hasRegistry, parseImageName, type ImageName } from '../imageName.ts';

const hub = 'docker.io';
const hubs = [hub, 'index.docker.io', 'registry-1.docker.io'];

/** Where Docker Hub has a repository: `library/ubuntu`; undefined for one of another registry. */
export function hubPath(repository: string): string | undefined {
  const [first = '', ...rest] = repository.split('/');
  const isNamed = hubs.includes(first);
  if (!isNamed && hasRegistry(repository)) return undefined;
  const path = isNamed ? rest.join('/') : repository;
  return path.includes('/') ? path : `library/${path}`;
}

/** The whole name of an image of Docker Hub, which every engine takes for the short one. */
export function hubName({ repository, tag }: ImageName): ImageName {
  const path = hubPath(repository);
  return path === undefined ? { repository, tag } : { repository: `${hub}/${path}`, tag };
}

/** Can this stand before the path of an image: a registry, with a path if it has one? */
export function isMirror(mirror: string): boolean {
  const name = `${mirror}/library/x`;
  return hasRegistry(name) && parseImageName(name) !== undefined;
}

/** Where a mirror has an image; undefined where that is not of Docker Hub, or there is no mirror. */
export function mirroredName(name: ImageName, mirror: string): ImageName | undefined {
  const path = hubPath(name.repository);
  if (mirror === '' || path === undefined) return undefined;
  return { repository: `${mirror}/${path}`, tag: name.tag };
}
