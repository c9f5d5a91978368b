/** Whose files a URI is about: a container of an engine of a host. */
export interface FileOwner {
  readonly host: string;
  /** Id of the engine on the host. */
  readonly engine: string;
  /** The whole id: a file must not be saved into another container that took over a name. */
  readonly container: string;
}

/** Of URIs of files in containers: `dockhop://<host>.<engine>.<container>/path`. */
export const fileScheme = 'dockhop';

/**
 * The authority of a container's files. Editors write authorities in lower case, and some characters
 * not as they are; so what is not a lower-case letter, a digit or a hyphen stands as `_` and the two
 * hexadecimal digits of each of its UTF-8 bytes.
 */
export function fileAuthority({ host, engine, container }: FileOwner): string {
  return [host, engine, container].map(encode).join('.');
}

/** Whose files they are; undefined for an authority that `fileAuthority` never makes. */
export function fileOwner(authority: string): FileOwner | undefined {
  const [host, engine, container, ...more] = authority.split('.').map(decode);
  if (host === undefined || engine === undefined || container === undefined) return undefined;
  const owner = { host, engine, container };
  const isOurs = /^[0-9a-f]{64}$/.test(container) && more.length === 0;
  return isOurs && fileAuthority(owner) === authority ? owner : undefined;
}

function encode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[a-z0-9-]/.test(letter) ? letter : `_${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}

function decode(text: string): string {
  const bytes = text.replace(/_([0-9a-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}
