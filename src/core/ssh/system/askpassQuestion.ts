import { plainText } from '../../errors/dockhopError.ts';
import type { HostKeyQuestion, SecretQuestion } from '../../ports/prompter.ts';
import { addressOf } from '../config/hopAddress.ts';
import type { Hop } from '../config/path.ts';

/** What ssh hands to its askpass program: argument and SSH_ASKPASS_PROMPT (ssh(1), ENVIRONMENT). */
export interface AskpassCall {
  readonly text: string;
  readonly hint: string;
}

export type AskpassQuestion =
  | { readonly kind: 'secret'; readonly question: Omit<SecretQuestion, 'isAgain'> }
  | { readonly kind: 'hostKey'; readonly question: HostKeyQuestion }
  /** Yes or no. */
  | { readonly kind: 'confirm'; readonly hop: Hop; readonly text: string }
  /** Needs no answer: a security key waits to be touched. */
  | { readonly kind: 'notice'; readonly hop: Hop; readonly text: string };

export interface Asking {
  /** The hops that one ssh may log in to, in order; it was started for the last one. */
  readonly hops: readonly [Hop, ...Hop[]];
  /**
   * True when ssh puts `(user@host) ` before what a server asks (OpenSSH 8.5). Where it does not,
   * a server may speak like ssh itself, and nothing is taken for ssh's own words.
   */
  readonly marksStrangers: boolean;
}

/**
 * Understands a question of ssh. Its own words are those of sshconnect.c and sshconnect2.c; all
 * else is a stranger's and shown as such.
 */
export function askpassQuestion({ text, hint }: AskpassCall, asking: Asking): AskpassQuestion {
  const hop = asking.hops.at(-1) ?? asking.hops[0];
  const words = plainText(text);
  if (hint === 'none') return { kind: 'notice', hop, text: words };
  if (hint === 'confirm') return { kind: 'confirm', hop, text: words };
  for (const asker of asking.hops.toReversed()) {
    const mark = marksOf(asker).find((one) => startsWith(text, one));
    if (mark === undefined) continue;
    return secret(asker, 'answer', { prompt: plainText(text.slice(mark.length)) });
  }
  // An ssh inside a ProxyCommand goes where we do not know of: then ssh's mark says where.
  if (/^\(.+@.+\) /.test(text)) return secret(hop, 'answer', { prompt: words });
  const own = asking.marksStrangers ? ownQuestion(text, hop, asking) : undefined;
  return own ?? secret(hop, 'answer', { prompt: words });
}

/**
 * How ssh begins what a hop asks (sshconnect2.c). Compared as a whole: the hop's own words follow, and
 * may look like the end of another's mark.
 */
function marksOf({ user, hostName, name }: Hop): string[] {
  return [hostName, name].map((host) => `(${user}@${host}) `);
}

/** ssh has names of hosts in small letters. */
function startsWith(text: string, mark: string): boolean {
  return text.slice(0, mark.length).toLowerCase() === mark.toLowerCase();
}

function ownQuestion(text: string, hop: Hop, asking: Asking): AskpassQuestion | undefined {
  const keyFile = /^Enter passphrase for key '(.{1,100})': $/.exec(text)?.[1];
  if (keyFile !== undefined) return secret(hop, 'passphrase', { keyFile: plainText(keyFile) });
  const [, user = '', host = ''] = /^(.{1,30})@(.{1,128})'s password: $/.exec(text) ?? [];
  const asker = hopOf(user, host, asking);
  if (asker) return secret(asker, 'password', {});
  return hostKeyQuestion(text, hop, asking);
}

/** ssh cuts user names in its question for a password. */
const longestName = 30;

const hostKeyWords =
  /^The authenticity of host '([^'\s]{1,255})(?: \(([^')]{1,255})\))?' can't be established\.\n([A-Z0-9-]{2,30}) key fingerprint is (SHA256:[A-Za-z0-9+/]{43})\.?\n/;

function hostKeyQuestion(text: string, hop: Hop, { hops }: Asking): AskpassQuestion | undefined {
  const [, host = '', address, keyType = '', fingerprint = ''] = hostKeyWords.exec(text) ?? [];
  if (fingerprint === '') return undefined;
  const isNamed = ({ name, hostName, port }: Hop): boolean =>
    [name, hostName, `[${hostName}]:${port}`, `[${name}]:${port}`].includes(host);
  const asker = hops.findLast(isNamed) ?? hop;
  const place = { hop: asker.name, address: address ?? host };
  return { kind: 'hostKey', question: { ...place, keyType, fingerprint } };
}

/** The hop that ssh names in a prompt; it has their names in small letters. */
function hopOf(user: string, host: string, { hops }: Asking): Hop | undefined {
  const isMeant = (hop: Hop): boolean =>
    hop.user.slice(0, longestName) === user.slice(0, longestName) &&
    [hop.hostName, hop.name].some((name) => name.toLowerCase() === host.toLowerCase());
  return user === '' ? undefined : hops.findLast(isMeant);
}

function secret(
  hop: Hop,
  kind: SecretQuestion['kind'],
  words: Pick<SecretQuestion, 'keyFile' | 'prompt'>,
): AskpassQuestion {
  const { name, user } = hop;
  const who = { hop: name, address: addressOf(hop), user };
  // Kept by nobody: the login is shared, and ssh does not say what became of an answer.
  return { kind: 'secret', question: { ...who, kind, ...words, isShown: false, mayKeep: false } };
}
