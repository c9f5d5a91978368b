/** The name of an image as it is given: `registry.example:5000/group/name` and `tag`. */
export interface ImageName {
  readonly repository: string;
  readonly tag: string;
}

/**
 * The reference grammar of registries and engines, without digests.
 *
 * @see https://pkg.go.dev/github.com/distribution/reference
 */
const domainPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domain = new RegExp(`^${domainPart}(?:\\.${domainPart})*(?::[0-9]{1,5})?$`);
const pathComponent = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagOnly = /^\w[\w.-]{0,127}$/;
const longestName = 255;
const longestText = longestName + 1 + 128;

/**
 * Reads `name[:tag]`; without a tag it is `latest`.
 * @returns undefined for what no engine would take, and for a name that is a digest or an id.
 */
export function parseImageName(text: string): ImageName | undefined {
  if (text.length > longestText) return undefined;
  const { repository, tag } = split(text);
  if (!tagOnly.test(tag) || repository.length > longestName || isId(repository)) return undefined;
  const parts = repository.split('/');
  const path = hasRegistry(repository) ? parts.slice(1) : parts;
  const registryFits = path.length === parts.length || domain.test(parts[0] ?? '');
  const pathFits = path.length > 0 && path.every((part) => pathComponent.test(part));
  return registryFits && pathFits ? { repository, tag } : undefined;
}

/** `name:tag`, as it is written. */
export function textOf({ repository, tag }: ImageName): string {
  return `${repository}:${tag}`;
}

/** Does the name say from which registry it is? Its first part does if it looks like a machine's. */
export function hasRegistry(repository: string): boolean {
  const [first = '', ...rest] = repository.split('/');
  if (rest.length === 0) return false;
  return first === 'localhost' || /[.:A-Z]/.test(first);
}

/** A colon before the last slash belongs to a port. */
function split(text: string): ImageName {
  const colon = text.lastIndexOf(':');
  if (colon <= text.lastIndexOf('/')) return { repository: text, tag: 'latest' };
  return { repository: text.slice(0, colon), tag: text.slice(colon + 1) };
}

/** What would be taken for an image's id wherever it is named. */
function isId(repository: string): boolean {
  return /^[0-9a-f]{64}$/.test(repository);
}
