import * as v from 'valibot';
import { failure } from '../errors/dockhopError.ts';
import type { Connection } from '../ssh/connection.ts';
import { isPlainWord } from '../ssh/plainWord.ts';
import { discoveryBegin, discoveryEnd, discoveryScript } from './discoveryScript.ts';

const maxBytes = 64 * 1024;
const timeoutMs = 20_000;

const pathSchema = v.pipe(
  v.string(),
  v.startsWith('/'),
  v.maxLength(1024),
  v.check(isPlainWord, 'not a plain word'),
);
const lineSchema = v.variant('name', [
  v.object({ name: v.literal('uid'), values: v.strictTuple([v.pipe(v.string(), v.digits())]) }),
  v.object({
    name: v.literal('user'),
    values: v.tupleWithRest([v.pipe(v.string(), v.nonEmpty(), v.maxLength(256))], v.string()),
  }),
  v.object({
    name: v.literal('cli'),
    values: v.strictTuple([v.picklist(['docker', 'podman']), pathSchema]),
  }),
  v.object({
    name: v.literal('socket'),
    values: v.strictTuple([v.picklist(['allowed', 'denied']), pathSchema]),
  }),
]);
/** More than the script can find. */
const linesSchema = v.pipe(v.array(lineSchema), v.maxLength(16));

interface FoundSocket {
  readonly path: string;
  /** Whether this user may write to it. */
  readonly allowed: boolean;
}

/** What a host says about its engines before any of them is asked. */
export interface Discovery {
  /** Login name on the host. From the host: shown, never part of a command. */
  readonly user: string;
  /** Absolute paths of the engines' commands. */
  readonly docker?: string;
  readonly podman?: string;
  readonly sockets: readonly FoundSocket[];
}

/**
 * Looks for sockets and commands of engines on the host, with one program there.
 * @throws DockhopError HOST_UNFIT when the host has no shell for it.
 */
export async function discover(connection: Connection, signal: AbortSignal): Promise<Discovery> {
  const limits = { stdin: discoveryScript, maxBytes, timeoutMs };
  const { stdout, stderr, exitCode } = await connection.run(['sh', '-s'], limits, signal);
  const discovery = parseDiscovery(stdout);
  if (discovery) return discovery;
  const { host } = connection.path;
  const said = `${stderr}\n${stdout}`.split('\n').find((line) => line.trim() !== '');
  const reason = said ?? `it answered nothing (exit code ${exitCode ?? 'none'})`;
  throw failure('HOST_UNFIT', { host, reason });
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
  const found: { user?: string; docker?: string; podman?: string } = {};
  const sockets: FoundSocket[] = [];
  for (const { name, values } of lines) {
    if (name === 'user') found.user = values.join(' ');
    if (name === 'cli') found[values[0]] = values[1];
    if (name === 'socket') sockets.push({ path: values[1], allowed: values[0] === 'allowed' });
  }
  const { user, ...clis } = found;
  return user === undefined ? undefined : { user, ...clis, sockets };
}
