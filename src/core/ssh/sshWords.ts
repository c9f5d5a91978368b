import { failure, plainText } from '../errors/dockhopError.ts';
import { addressOf } from './hopAddress.ts';
import { unreachable } from './hopFailure.ts';
import { lastHop, type Hop, type HopPath } from './path.ts';

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
  const causes = lines.filter((line) => !consequences.some((one) => one.test(line)));
  const line = causes.at(-1) ?? lines.at(-1);
  return line === undefined ? undefined : plainText(line);
}

/**
 * Why an ssh that was to log in to the last hop of a path did not, from what it wrote: its own words
 * (sshconnect.c, sshconnect2.c), and those of the ssh programs that it started for the hops before.
 */
export function loginFailure(path: HopPath, words: string, cause?: unknown): Error {
  const hop = lastHop(path);
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
