import { failure } from '../../errors/dockhopError.ts';
import { isPlainWord } from '../plainWord.ts';

/** Where ssh is asked to go, taken apart as ssh(1) does. */
export interface Destination {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

/**
 * Takes a destination apart: `name`, `user@host`, an IPv6 address, `ssh://[user@]host[:port]`
 * (ssh(1), `destination`). What a shell or ssh's option parser could misread is refused; IPv6 in
 * the URI form too, as ssh itself refuses it.
 * @throws DESTINATION_REFUSED
 */
export function parseDestination(text: string): Destination {
  const uri = text.startsWith('ssh://');
  const parsed = uri ? parseUri(text.slice('ssh://'.length)) : parseUserHost(text);
  if (!parsed || !isPlainWord(text) || !isSafeName(parsed)) throw refused(text);
  return parsed;
}

/**
 * One jump host of ProxyJump: `[user@]host[:port]`, an IPv6 address in brackets where a port
 * follows, or a URI (ssh_config(5), ProxyJump).
 * @throws DESTINATION_REFUSED
 */
export function parseJump(text: string): Destination {
  const uri = text.startsWith('ssh://');
  const parsed = parseUserHostPort(uri ? text.slice('ssh://'.length).replace(/\/$/, '') : text);
  if (!parsed || !isSafeName(parsed)) throw refused(text);
  return parsed;
}

/** True for a name that can stand in a command, in a known_hosts line and after `--`. */
function isSafeName({ host, user }: Destination): boolean {
  const plain = (word: string): boolean => isPlainWord(word) && !word.startsWith('-');
  return plain(host) && !host.includes('@') && (user === undefined || plain(user));
}

function parseUserHost(text: string): Destination {
  const at = text.lastIndexOf('@');
  return at < 0 ? { host: text } : { user: text.slice(0, at), host: text.slice(at + 1) };
}

function parseUri(text: string): Destination | undefined {
  const rest = text.replace(/\/$/, '');
  // A name with escapes would have to be decoded as ssh does; nobody writes one.
  if (/[%/]/.test(rest)) return undefined;
  return parseUserHostPort(rest);
}

function parseUserHostPort(text: string): Destination | undefined {
  const { user, host: hostPort } = parseUserHost(text);
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(hostPort);
  // More than one colon without brackets is an IPv6 address and no port.
  const plain = /^([^:[\]]+)(?::(\d*))?$/.exec(hostPort);
  const address = /^([0-9A-Fa-f]*:[0-9A-Fa-f]*:[^[\]]*)$/.exec(hostPort);
  const [, host, portText] = bracketed ?? plain ?? address ?? [];
  if (host === undefined) return undefined;
  const port = portText === undefined || portText === '' ? undefined : Number(portText);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  return {
    host,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
  };
}

function refused(text: string): Error {
  return failure('DESTINATION_REFUSED', { destination: text === '' ? '(nothing)' : text });
}
