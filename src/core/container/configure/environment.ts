import { plainText } from '../../errors/dockhopError.ts';
import { isAtLeast, type OpensshVersion } from '../look/opensshVersion.ts';

/**
 * How sshd gives a session the container's environment. `SetEnv` counts from 8.7 on: before, it cut
 * values at `#` and had no way to write a quote. Older ones read it from authorized_keys.
 */
export type Carrier = 'setEnv' | 'authorizedKeys';

export interface Variable {
  readonly name: string;
  readonly value: string;
}

export interface SessionEnvironment {
  readonly carrier: Carrier;
  readonly variables: readonly Variable[];
  /** Names that cannot be carried, fit to be shown. */
  readonly leftOut: readonly string[];
}

/** The name under which PATH comes past /etc/profile, which resets it. */
export const pathVariable = 'DOCKHOP_PATH';

/** What a session has of its own. */
const ownOfSessions = new Set(
  'HOME USER LOGNAME SHELL TERM PWD OLDPWD SHLVL HOSTNAME _'.split(' ').concat(pathVariable),
);

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Linux takes at most 128 KiB in one string of an environment (MAX_ARG_STRLEN, execve(2)). */
const mostBytesEach = 100_000;
/** sshd refuses more than about 1000 names. */
const mostNames = 990;

/**
 * What of a container's environment its SSH sessions get.
 * @param env `NAME=value`, as the engine has it; a later one of the same name wins.
 */
export function sessionEnvironment(
  env: readonly string[],
  version: OpensshVersion,
): SessionEnvironment {
  const carrier = isAtLeast(version, 8, 7) ? 'setEnv' : 'authorizedKeys';
  let bytesLeft = mostBytesOf(version);
  const variables: Variable[] = [];
  const leftOut: string[] = [];
  for (const variable of withPath(latest(env))) {
    const bytes = Buffer.byteLength(written(carrier, variable)) + 1;
    const fits = bytes <= Math.min(bytesLeft, mostBytesEach) && variables.length < mostNames;
    if (fits && isCarried(carrier, variable)) {
      variables.push(variable);
      bytesLeft -= bytes;
    } else {
      leftOut.push(plainText(variable.name));
    }
  }
  return { carrier, variables, leftOut };
}

/** The one `SetEnv` line (sshd_config(5)): a second one would silently not count. */
export function setEnvLine(variables: readonly Variable[]): string {
  return `SetEnv ${variables.map((variable) => written('setEnv', variable)).join(' ')}`;
}

/** The options of a line of authorized_keys that set the environment (sshd(8)). */
export function environmentOptions(variables: readonly Variable[]): string {
  return variables.map((variable) => written('authorizedKeys', variable)).join(',');
}

/** Lines that could not be read past 8 KiB are from before 7.8. */
function mostBytesOf(version: OpensshVersion): number {
  return isAtLeast(version, 7, 8) ? 190_000 : 7_000;
}

/** Sorted: an engine may list them differently each time, and the same must give the same file. */
function latest(env: readonly string[]): readonly Variable[] {
  const byName = new Map<string, string>();
  for (const entry of env) {
    const equals = entry.indexOf('=');
    if (equals <= 0) continue;
    byName.set(entry.slice(0, equals), entry.slice(equals + 1));
  }
  return [...byName]
    .map(([name, value]) => ({ name, value }))
    .filter(({ name }) => !ownOfSessions.has(name) && !name.startsWith('SSH_'))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** PATH first, twice: when room runs out, it is not what is left behind. */
function withPath(variables: readonly Variable[]): readonly Variable[] {
  const path = variables.find(({ name }) => name === 'PATH');
  if (!path) return variables;
  const others = variables.filter((variable) => variable !== path);
  return [path, { name: pathVariable, value: path.value }, ...others];
}

/** Both files are read line by line, so no value may end one: nothing after it would be ours. */
function isCarried(carrier: Carrier, { name, value }: Variable): boolean {
  if (!variableName.test(name) || /[\n\r\0]/.test(value)) return false;
  // There is no way to write a backslash in front of the closing quote.
  return carrier === 'setEnv' || !value.endsWith('\\');
}

function written(carrier: Carrier, { name, value }: Variable): string {
  return carrier === 'setEnv'
    ? `${name}="${value.replace(/["\\]/g, (character) => `\\${character}`)}"`
    : `environment="${name}=${value.replaceAll('"', '\\"')}"`;
}
