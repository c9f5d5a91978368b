import { createHash } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import { accountHome } from './accountHome.ts';
import type { HostConfig } from './hostConfig.ts';
import type { Hop } from './path.ts';
import { expandTokens } from './tokens.ts';

/** The value of a keyword that has one. */
export function configValue(config: HostConfig, keyword: string): string | undefined {
  return config.get(keyword)?.[0];
}

/** True where `ssh -G` says yes, however this version spells it. */
export function isYes(config: HostConfig, keyword: string): boolean {
  const value = configValue(config, keyword);
  return value === 'yes' || value === 'true';
}

/**
 * The paths of a keyword that takes several on one line. `ssh -G` prints them without the quotes
 * they had, so a word that does not begin like a path goes on with the one before
 * (`C:\Users\Ada Lovelace\.ssh\known_hosts`).
 */
export function pathList(value: string): string[] {
  const paths: string[] = [];
  for (const word of value.split(' ')) {
    const begins = /^(?:[/~]|[A-Za-z]:[/\\]|\\\\|none$|__PROGRAMDATA__)/.test(word);
    const last = paths.at(-1);
    if (last === undefined || begins) paths.push(word);
    else paths[paths.length - 1] = `${last} ${word}`;
  }
  return paths.filter((one) => one !== '');
}

/**
 * A file named by the configuration of a hop, with `~`, `%` tokens and `${NAME}` expanded
 * (ssh_config(5), TOKENS and ENVIRONMENT VARIABLES). `ssh -G` expands some keywords, not all.
 * @returns undefined for `none` and for what cannot be expanded.
 */
export function configPath(value: string, hop: Hop): string | undefined {
  if (value === 'none' || value === '') return undefined;
  const withTokens = expandTokens(value, tokensOf(hop));
  if (withTokens === undefined) return undefined;
  const variables = [...withTokens.matchAll(/\$\{([^}]+)\}/g)].map(([, name]) => name ?? '');
  if (variables.some((name) => process.env[name] === undefined)) return undefined;
  const file = withTokens
    .replace(/\$\{([^}]+)\}/g, (_, name: string) => process.env[name] ?? '')
    .replace(/^~(?=[/\\]|$)/, () => accountHome())
    .replace('__PROGRAMDATA__', () => process.env['ProgramData'] ?? 'C:\\ProgramData');
  return path.resolve(file);
}

/** The tokens of the keywords that name files. */
function tokensOf({ name, hostName, port, user, config }: Hop): Readonly<Record<string, string>> {
  const localHost = hostname();
  const localUser = userName();
  const jump = configValue(config, 'proxyjump') ?? '';
  const hash = createHash('sha1').update(`${localHost}${hostName}${port}${user}${jump}`);
  return {
    C: hash.digest('hex'),
    d: accountHome(),
    h: hostName,
    i: (process.getuid?.() ?? '').toString(),
    j: jump,
    k: configValue(config, 'hostkeyalias') ?? hostName,
    L: localHost.replace(/\..*$/, ''),
    l: localHost,
    n: name,
    p: port.toString(),
    r: user,
    u: localUser,
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A bare uid without an account, as in some containers.
    return process.env['USER'] ?? '';
  }
}
