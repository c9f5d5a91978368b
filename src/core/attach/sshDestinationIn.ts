import { isIP } from 'node:net';

/** Options of ssh(1) in one word: the first that takes a value, and what stands right behind it. */
const withValue = /^-[^BbcDEeFIiJLlmOoPpQRSWw]*([BbcDEeFIiJLlmOoPpQRSWw])(.*)$/;

/**
 * The destination of a ProxyCommand that is an ssh, `ssh [-p 32200] root@jump nc %h %p` for example,
 * in a form that can be resolved as one. Undefined for any other command, and for words that a
 * shell would read in a way of its own.
 */
export function sshDestinationIn(command: string): string | undefined {
  if (/["'\\$`|&;<>()*?~]/.test(command)) return undefined;
  const [program = '', ...words] = command.trim().split(/\s+/);
  if (!/(^|\/)ssh(\.exe)?$/i.test(program)) return undefined;
  let [user, port]: (string | undefined)[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) return destinationOf(word, user, port);
    if (word === '--') return destinationOf(words[index + 1] ?? '', user, port);
    const [, letter, behind = ''] = withValue.exec(word) ?? [];
    if (letter === undefined) continue;
    const value = behind || (words[++index] ?? '');
    if (letter === 'p') port = value;
    if (letter === 'l') user = value;
  }
  return undefined;
}

function destinationOf(
  word: string,
  user: string | undefined,
  port: string | undefined,
): string | undefined {
  if (word === '' || word.startsWith('ssh://')) return word || undefined;
  const named = user === undefined || word.includes('@') ? word : `${user}@${word}`;
  if (port === undefined) return named;
  const host = named.slice(named.lastIndexOf('@') + 1);
  return isIP(host) === 6 ? undefined : `ssh://${named}:${port}`;
}
