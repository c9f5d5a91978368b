import { failure, plainText } from '../../errors/dockhopError.ts';
import { addressOf } from '../config/hopAddress.ts';
import { unreachable } from '../hopFailure.ts';
import { lastHop, type Hop, type HopPath } from '../config/path.ts';

/** Lines that only follow from what an earlier one says. */
const consequences = [
  /^kex_exchange_identification: /,
  /^banner exchange: /,
  /^Connection closed by UNKNOWN port \d+/,
  /^Connection to UNKNOWN port \d+ timed out/,
  /^ssh_exchange_identification: /,
  /^Host key verification failed\./,
  /^(?:Killed|Terminated)\b/,
];

const warnings = [/^Warning: /, /^\*\* /, /^@+/, /^debug\d: /, /^OpenSSH_/, /^Pseudo-terminal /];

/** The line with which ssh says why it ended. */
export function lastWords(words: string): string | undefined {
  const lines = words
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !warnings.some((warning) => warning.test(line)));
  const line = lines.findLast(isCause) ?? lines.at(-1);
  return line === undefined ? undefined : plainText(line);
}

function isCause(line: string): boolean {
  return !consequences.some((one) => one.test(line));
}

/** ssh says no more than that; a server greets at any length (RFC 4252, section 5.4). */
const mostCharacters = 64 * 1024;
const longestLine = 1024;

/** What is searched with expressions that take time in the square of a line's length. */
function bounded(words: string): string {
  const lines = words.slice(-mostCharacters).split('\n');
  return lines.map((line) => line.slice(0, longestLine)).join('\n');
}

/** What was written during one login. */
export interface LoginWords {
  /** By the ssh that logs in to the last hop. */
  readonly own: string;
  /** By those that it started for the hops before, with what servers greet with. */
  readonly others: string;
}

/**
 * As `loginFailure`, where it is known who wrote what. The others count only where the first itself
 * knows no cause, and then they are about a hop before: a jump host that greets with the words for
 * another host key must not be believed about the host behind it.
 */
export function loginFailureOf(path: HopPath, { own, others }: LoginWords, cause: unknown): Error {
  const before = path.hops.at(-2);
  const mine = lastWords(own);
  if (mine !== undefined && isCause(mine)) return loginFailure(path, own, cause);
  if (lastWords(others) === undefined) return loginFailure(path, own, cause);
  return (before && hostKeyFailure(before, bounded(others))) ?? loginFailure(path, others, cause);
}

/**
 * Why an ssh that was to log in to the last hop of a path did not, from what it wrote: its own words
 * (sshconnect.c, sshconnect2.c), and those of the ssh programs that it started for the hops before.
 */
export function loginFailure(path: HopPath, said: string, cause?: unknown): Error {
  const hop = lastHop(path);
  const words = bounded(said);
  const reason = lastWords(words) ?? 'ssh ended and did not say why';
  const known = hostKeyFailure(hop, words) ?? authFailure(path, words);
  if (known) return known;
  const config = /^(.+?)(?::| line \d+: ).*Bad configuration option/m.exec(words)?.[1];
  if (config !== undefined) {
    return failure('CONFIG_UNREADABLE', { file: plainText(config), reason }, { cause });
  }
  const carrier = path.hops.at(-2);
  if (carrier && isProhibition(words)) {
    const details = { hop: carrier.name, target: addressOf(hop) };
    return failure('FORWARDING_REFUSED', details, { hop: carrier.name, cause });
  }
  return unreachable(hop, reason, cause);
}

/** True where a server said that it does not forward, or not there (RFC 4254, section 5.1). */
export function isProhibition(words: string): boolean {
  return /open failed: (?:administratively prohibited|unknown channel type)/.test(words);
}

function hostKeyFailure(hop: Hop, words: string): Error | undefined {
  const place = { hop: hop.name, address: addressOf(hop) };
  const options = { hop: hop.name };
  if (words.includes('REMOTE HOST IDENTIFICATION HAS CHANGED')) {
    const file = /^Offending \S+ key in (.+):\d+$/m.exec(words)?.[1] ?? 'known_hosts';
    return failure('HOST_KEY_CHANGED', { ...place, file: plainText(file) }, options);
  }
  const revoked = /marked as revoked|REVOKED HOST KEY DETECTED/.test(words);
  if (revoked) {
    const file = /revoked (?:keys? )?(?:in )?file (.+?)\.?$/im.exec(words)?.[1] ?? 'known_hosts';
    return failure('HOST_KEY_REVOKED', { ...place, file: plainText(file) }, options);
  }
  const unknown = /^No (\S+) host key is known for .* and you have requested strict/m.exec(words);
  if (!unknown && !/^Host key verification failed\./m.test(words)) return undefined;
  const details = { keyType: plainText(unknown?.[1] ?? ''), fingerprint: 'that ssh was shown' };
  return failure('HOST_KEY_UNKNOWN', { ...place, ...details }, options);
}

/** The hop whose login was refused is the one that ssh names, which may be one on the way. */
function authFailure(path: HopPath, words: string): Error | undefined {
  const refused = /^(?:(\S+)@(\S+?): )?Permission denied(?: \((.*)\))?\.?$/m.exec(words);
  const tooMany = words.includes('Too many authentication failures');
  if (!refused && !tooMany) return undefined;
  const [line = '', user, host] = refused ?? [];
  const last = lastHop(path);
  const named = path.hops.findLast(
    (hop) => hop.user === user && [hop.name, hop.hostName].includes(host ?? ''),
  );
  const hop = named ?? last;
  if (!named && refused && last.via === 'command') {
    const details = { hop: last.name, reason: plainText(line), command: last.command ?? '' };
    return failure('PROXY_COMMAND_FAILED', details, { hop: last.name });
  }
  const details = {
    hop: hop.name,
    address: addressOf(hop),
    user: hop.user,
    tried: `the ssh program; it said: ${plainText(tooMany ? (lastWords(words) ?? '') : line)}`,
  };
  return failure('AUTH_FAILED', details, { hop: hop.name });
}
