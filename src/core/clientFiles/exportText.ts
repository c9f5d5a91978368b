import { beginMark, endMark } from './entryMarks.ts';
import { entryKeywords } from './entryText.ts';

/** What whoever gets an exported entry has to fill in. */
export const placeholders = {
  key: 'PATH-OF-YOUR-PRIVATE-KEY',
  knownHosts: 'PATH-OF-A-FILE-WITH-THE-LINE-ABOVE',
} as const;

export interface Exported {
  readonly alias: string;
  /** The block as it stands in the file of entries. */
  readonly block: string;
  /** The line of known_hosts that pins its host key. */
  readonly knownHosts: string;
}

/**
 * An entry for another machine: without this one's paths, key and own lines. Whoever takes it needs
 * a name for the host in their own ssh config, and a key that the container knows.
 */
export function exportText({ alias, block, knownHosts }: Exported): string {
  const options = block.split(/\r?\n/).flatMap((line) => {
    const [, keyword = '', value = ''] = /^ {2}([A-Za-z0-9]+) (.*)$/.exec(line) ?? [];
    return !entryKeywords.has(keyword.toLowerCase())
      ? []
      : [[keyword, forOthers(keyword, value)] as const];
  });
  // A value of the person's own stands above ours, and is theirs alone.
  const ours = new Map(options);
  return [
    `# ${alias}: exported by Dockhop.`,
    '# 1. Keep this line, the container\u2019s host key, in a file of its own:',
    `#    ${knownHosts.trim()}`,
    '# 2. Fill in where that file and your private key are. The container must know the key: whoever',
    '#    may use its engine runs dockhop attach themselves, or adds it to authorized_keys there.',
    ...destinationIn(ours.get('ProxyCommand') ?? '').map(
      (host) => `# 3. “${host}” must be a host of your ssh config.`,
    ),
    `Host ${alias}`,
    ...[...ours].map(([keyword, value]) => `  ${keyword} ${value}`),
    '',
  ].join('\n');
}

function forOthers(keyword: string, value: string): string {
  switch (keyword) {
    case 'IdentityFile':
      return placeholders.key;
    case 'UserKnownHostsFile':
      return placeholders.knownHosts;
    case 'ProxyCommand':
      return withoutOwnPaths(value);
    default:
      return value;
  }
}

/** `ssh` as it is found there, and the config that it takes there; an engine's command stays. */
function withoutOwnPaths(command: string): string {
  const ssh = /^(?:"[^"]*[/\\])?(?:[^\s"]*[/\\])?ssh(?:\.exe)?"?(?: -F \S+)?(?= )/i;
  return command.replace(ssh, 'ssh');
}

/** One; none for a container of this machine, which no ssh is needed to. */
function destinationIn(command: string): readonly string[] {
  return [...command.matchAll(/^ssh .*? -- (\S+)/g)].map(([, host = '']) => host);
}

/** A block as something to paste elsewhere on this machine: as it is, without the marks. */
export function copyText(alias: string, block: string): string {
  const marks = [beginMark(alias), endMark(alias)];
  const lines = block.split(/\r?\n/).filter((line) => !marks.includes(line.trimEnd()));
  const start = lines.findIndex((line) => line.startsWith('Host '));
  return lines.slice(Math.max(start, 0)).join('\n');
}
