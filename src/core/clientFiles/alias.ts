import { createHash } from 'node:crypto';
import { failure } from '../errors/dockhopError.ts';
import { matchesPattern } from '../ssh/config/hostPattern.ts';

const maxLength = 63;

/** How an alias is made where no setting says otherwise. */
export const usualTemplate = '<host>-<container>';

export interface AliasRequest {
  /** The destination, as the person named it. */
  readonly host: string;
  /** The container's name. */
  readonly container: string;
  /** Of whose entry the alias is to be; equal for the same container of the same engine. */
  readonly ownerKey: string;
  /** Aliases in use, each with the key of its owner. */
  readonly taken: ReadonlyMap<string, string>;
  /** The patterns of the person's `Host` lines. */
  readonly hostPatterns: readonly string[];
  /** With `<host>` and `<container>` in it, and letters of the person's own. */
  readonly template?: string;
}

/**
 * The alias of a container's entry: the one it has, else what the template gives, with a suffix
 * from the owner's key where that would lose letters or is another's. Never a name that a `Host` line
 * of the person's already means, for then their options would mix with ours, or ours would capture
 * a host of theirs.
 * @throws ENTRY_REFUSED when their patterns leave no name.
 */
export function aliasFor(request: AliasRequest): string {
  const { ownerKey, taken, hostPatterns, container } = request;
  const patterns = hostPatterns.filter((pattern) => !pattern.startsWith('!') && !isForAll(pattern));
  const clash = (alias: string): string | undefined =>
    patterns.find((pattern) => matchesPattern(alias, pattern));
  const isFree = (alias: string): boolean => (taken.get(alias) ?? ownerKey) === ownerKey;

  const present = [...taken].filter(([, owner]) => owner === ownerKey).map(([alias]) => alias);
  const candidates = [...present.sort(), ...newAliases(request)];
  const found = candidates.find((alias) => isFree(alias) && clash(alias) === undefined);
  if (found !== undefined) return found;
  const pattern = candidates.map(clash).find((match) => match !== undefined) ?? '';
  const reason = `every alias for it would match “Host ${pattern}” of your ssh config`;
  throw failure('ENTRY_REFUSED', { container, reason });
}

function newAliases({
  host,
  container,
  ownerKey,
  template = usualTemplate,
}: AliasRequest): readonly string[] {
  const suffix = `-${createHash('sha256').update(ownerKey).digest('hex').slice(0, 6)}`;
  const { text: base, lossy } = filled(template, { host, container });
  const whole = !lossy && base.length <= maxLength;
  return [
    ...(whole ? [base] : []),
    withSuffix(base, suffix),
    // Where a pattern such as `gpu*` means everything that begins or ends like this.
    withSuffix(`dockhop-${base}`, suffix),
    withSuffix(`dockhop-${base}`, `${suffix}-c`),
    `dockhop${suffix}`,
    `dockhop${suffix}-c`,
  ];
}

/** The template with both names in the letters of an alias; what joined a name that is gone goes too. */
function filled(
  template: string,
  names: { readonly host: string; readonly container: string },
): { readonly text: string; readonly lossy: boolean } {
  const parts = template.split(/(<host>|<container>)/).map((part) => {
    if (part === '<host>') return plainPart(names.host);
    if (part === '<container>') return plainPart(names.container);
    return { text: inAliasLetters(part), lossy: false };
  });
  const text = trimmed(parts.map((part) => part.text).join(''));
  return { text, lossy: parts.some(({ lossy }) => lossy) || text === '' };
}

function withSuffix(base: string, suffix: string): string {
  const cut = trimmed(base.slice(0, maxLength - suffix.length));
  return cut === '' ? `dockhop${suffix}` : cut + suffix;
}

/** In the letters of an alias; lossy when something of the name is gone, or all of it. */
function plainPart(name: string): { readonly text: string; readonly lossy: boolean } {
  const mapped = name.toLowerCase().replaceAll('_', '-');
  const text = trimmed(inAliasLetters(name));
  return { text, lossy: text !== mapped || text === '' };
}

function inAliasLetters(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/[^a-z0-9.-]/g, '');
}

/** No option, no hidden file, no trailing dot: it also names a file. */
function trimmed(text: string): string {
  return text.replace(/^[.-]+|[.-]+$/g, '');
}

/** `*`, and what means the same. */
function isForAll(pattern: string): boolean {
  return /^[*?]*\*[*?]*$/.test(pattern);
}
