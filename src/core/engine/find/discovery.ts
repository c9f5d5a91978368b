import * as v from 'valibot';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { DockhopError, failure } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import type { Connection, RunResult } from '../../ssh/connection.ts';
import { isPlainWord } from '../../ssh/plainWord.ts';
import { discoverOnWindows } from './discoverOnWindows.ts';
import {
  discoveryBegin,
  discoveryEnd,
  discoveryHeard,
  discoveryScript,
} from './discoveryScript.ts';

const maxBytes = 64 * 1024;
const timeoutMs = 20_000;

const wordSchema = v.pipe(v.string(), v.maxLength(256), v.check(isPlainWord, 'not a plain word'));
const pathSchema = v.pipe(
  v.string(),
  v.startsWith('/'),
  v.maxLength(1024),
  v.check(isPlainWord, 'not a plain word'),
);
const modeSchema = v.union([v.pipe(v.string(), v.regex(/^[0-7]{1,4}$/)), v.literal('-')]);
const lineSchema = v.variant('name', [
  v.object({ name: v.literal('uid'), values: v.strictTuple([v.pipe(v.string(), v.digits())]) }),
  v.object({
    name: v.literal('user'),
    values: v.tupleWithRest([v.pipe(v.string(), v.nonEmpty(), v.maxLength(256))], v.string()),
  }),
  v.object({ name: v.literal('shell'), values: v.strictTuple([pathSchema]) }),
  v.object({
    name: v.literal('cli'),
    values: v.strictTuple([v.picklist(['docker', 'podman', 'sudo']), pathSchema]),
  }),
  v.object({
    name: v.literal('socket'),
    values: v.strictTuple([
      v.picklist(['allowed', 'denied']),
      pathSchema,
      wordSchema,
      wordSchema,
      modeSchema,
    ]),
  }),
  v.object({
    name: v.literal('elsewhere'),
    values: v.strictTuple([
      v.picklist(['DOCKER_HOST', 'context', 'CONTAINER_HOST']),
      v.picklist(['tcp', 'ssh', 'http', 'https', 'npipe']),
    ]),
  }),
  v.object({
    name: v.literal('store'),
    values: v.strictTuple([v.picklist(['user', 'root'])]),
  }),
]);
/** More than the script can find. */
const linesSchema = v.pipe(v.array(lineSchema), v.maxLength(32));

export interface FoundSocket {
  readonly path: string;
  /** Whether this user may write to it. */
  readonly allowed: boolean;
  /** As the host names them; absent where it does not tell. */
  readonly owner?: string;
  readonly group?: string;
  /** Octal digits: `660`. */
  readonly mode?: string;
}

/** What a host says about its engines before any of them is asked. */
export interface Discovery {
  /** Login name on the host. From the host: shown, never part of a command. */
  readonly user: string;
  readonly isRoot: boolean;
  /** The login shell is one that reads quotes as POSIX says. */
  readonly posixShell: boolean;
  /** Absolute paths of the engines' commands. */
  readonly docker?: string;
  readonly podman?: string;
  readonly sudo?: string;
  readonly sockets: readonly FoundSocket[];
  /** Where podman has kept containers before: for this user, for root. */
  readonly stores: readonly ('user' | 'root')[];
  /** What names an engine on another machine, which is not followed. */
  readonly elsewhere: readonly Elsewhere[];
}

interface Elsewhere {
  readonly said: 'DOCKER_HOST' | 'context' | 'CONTAINER_HOST';
  readonly scheme: string;
}

/** In all of them what stands in single quotes is itself. */
const posixShells: ReadonlySet<string> = new Set([
  ...['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'ksh93', 'mksh'],
]);

/** What another shell may make of the script, beside an answer that is none. */
const otherShell: readonly ErrorCode[] = ['COMMAND_REFUSED', 'OUTPUT_TOO_LONG'];

interface DiscoveryTools {
  readonly log: Log;
  /** Is the login shell known to be one that reads quotes as POSIX says? Then it takes a round trip less. */
  readonly posixShell: boolean;
}

/**
 * Looks for sockets and commands of engines on the host, with one program there, in the environment
 * of the person's login shell.
 * @throws DockhopError HOST_UNFIT when the host has no shell for it.
 */
export async function discover(
  connection: Connection,
  { log, posixShell }: DiscoveryTools,
  signal: AbortSignal,
): Promise<Discovery> {
  const isHere = connection.transport.client === 'none';
  if (isHere && process.platform === 'win32') return await discoverOnWindows();
  const known = posixShell ? await byCommandLine(connection, log, signal) : undefined;
  const discovery = known ?? (await byInput(connection, log, signal));
  for (const one of discovery.elsewhere) log.info(elsewhereWords(connection.path.host, one));
  return discovery;
}

async function byInput(connection: Connection, log: Log, signal: AbortSignal): Promise<Discovery> {
  const tools = { log, posixShell: false };
  const { stdout, stderr, exitCode } = await runSearch(connection, tools, signal);
  const discovery = parseDiscovery(stdout);
  if (discovery) return discovery;
  const reason = firstLine(`${stderr}\n${stdout}`);
  const nothing = `it answered nothing (exit code ${exitCode ?? 'none'})`;
  throw unfit(connection.path.host, reason ?? nothing);
}

/** @returns undefined where the login shell, or what stands in its place, is another by now. */
async function byCommandLine(
  connection: Connection,
  log: Log,
  signal: AbortSignal,
): Promise<Discovery | undefined> {
  try {
    const { stdout } = await runSearch(connection, { log, posixShell: true }, signal);
    const discovery = parseDiscovery(stdout);
    if (discovery) return discovery;
  } catch (error) {
    if (!(error instanceof DockhopError) || !otherShell.includes(error.code)) throw error;
  }
  log.debug(`The login shell of ${connection.path.host} is not what it was`);
  return undefined;
}

/**
 * Login scripts that hang in a way that the host itself cannot end are left out. A host that talks
 * and never begins with the search has no shell: a menu waits there.
 */
async function runSearch(
  connection: Connection,
  { log, posixShell }: DiscoveryTools,
  signal: AbortSignal,
): Promise<RunResult> {
  const heard: Buffer[] = [];
  const run = (login: boolean): Promise<RunResult> => {
    const onOutput = (chunk: Buffer): void => void heard.push(chunk);
    const limits = { stdin: discoveryScript(login), maxBytes, timeoutMs, onOutput, posixShell };
    return connection.run(['sh', '-s'], limits, signal);
  };
  try {
    return await run(true);
  } catch (error) {
    if (!(error instanceof DockhopError) || error.code !== 'HOP_TIMEOUT') throw error;
    const { host } = connection.path;
    const said = Buffer.concat(heard).toString('utf8');
    if (!said.includes(discoveryHeard)) {
      const reason = firstLine(said);
      throw reason === undefined ? error : unfit(host, reason, error);
    }
    log.warn(`The login scripts of ${host} do not end; engines are looked for without them`);
    return await run(false);
  }
}

function firstLine(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && line !== discoveryHeard);
}

function unfit(host: string, reason: string, cause?: unknown): Error {
  return failure('HOST_UNFIT', { host, reason }, { cause });
}

function elsewhereWords(host: string, { said, scheme }: Elsewhere): string {
  const what = said === 'context' ? 'The current docker context' : said;
  return (
    `${what} on ${host} names an engine at a ${scheme}:// address, which Dockhop does not follow: ` +
    'choose the machine on which that engine runs as a host of its own'
  );
}

/** The answer of `discoveryScript`; undefined when it is none. */
export function parseDiscovery(stdout: string): Discovery | undefined {
  const lines = stdout.split('\n');
  const begin = lines.indexOf(discoveryBegin);
  const end = lines.indexOf(discoveryEnd, begin);
  if (begin < 0 || end < 0) return undefined;
  const split = lines.slice(begin + 1, end).map((line) => {
    const [name, ...values] = line.split(' ');
    return { name, values };
  });
  const parsed = v.safeParse(linesSchema, split);
  return parsed.success ? discoveryOf(parsed.output) : undefined;
}

function discoveryOf(lines: v.InferOutput<typeof linesSchema>): Discovery | undefined {
  const found: { user?: string; docker?: string; podman?: string; sudo?: string } = {};
  const sockets: FoundSocket[] = [];
  const stores: ('user' | 'root')[] = [];
  const elsewhere: Elsewhere[] = [];
  let isRoot = false;
  let posixShell = false;
  for (const { name, values } of lines) {
    if (name === 'uid') isRoot = values[0] === '0';
    if (name === 'user') found.user = values.join(' ');
    if (name === 'shell') posixShell = posixShells.has(values[0].split('/').at(-1) ?? '');
    if (name === 'cli') found[values[0]] = values[1];
    if (name === 'socket') sockets.push(socketOf(values));
    if (name === 'store') stores.push(values[0]);
    if (name === 'elsewhere') elsewhere.push({ said: values[0], scheme: values[1] });
  }
  const { user, ...clis } = found;
  if (user === undefined) return undefined;
  return { user, isRoot, posixShell, ...clis, sockets, stores, elsewhere };
}

type SocketValues = readonly ['allowed' | 'denied', string, string, string, string];

function socketOf([access, path, owner, group, mode]: SocketValues): FoundSocket {
  const isKnown = ![owner, group, mode].includes('-');
  return { path, allowed: access === 'allowed', ...(isKnown ? { owner, group, mode } : {}) };
}
