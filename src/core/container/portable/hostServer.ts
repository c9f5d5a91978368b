import * as v from 'valibot';
import { DockhopError } from '../../errors/dockhopError.ts';
import { onAbort } from '../../ssh/abortListening.ts';
import type { Connection } from '../../ssh/connection.ts';
import { once, parseAnswer, repeated } from '../look/answer.ts';
import { parseOpensshVersion, type OpensshVersion } from '../look/opensshVersion.ts';
import { hostServerMark, hostServerScript } from './hostServerScript.ts';

/** As much of a connection to an engine's host as it takes to borrow its SSH server. */
export type ServerHost = Pick<Connection, 'path' | 'closed' | 'run' | 'openProgram'>;

export interface HostFile {
  /** `sshd`, `ssh-keygen`, `sshd-session`, `sshd-auth`, `ld.so` or `lib/…`. */
  readonly name: string;
  readonly bytes: number;
}

/** The SSH server that a host has, with the libraries that it needs. */
export interface HostServer {
  readonly version: OpensshVersion;
  readonly files: readonly HostFile[];
}

const maxFiles = 80;
const maxBytes = 64 * 1024 * 1024;
const maxHeader = 64 * 1024;
const askTimeoutMs = 20_000;
const fetchTimeoutMs = 600_000;

/** What start-up files print stands before the first, the files' contents after the second. */
const begin = `\n${hostServerMark}\n`;
const end = '\nend=yes\n';

const fileName =
  /^(sshd|ssh-keygen|sshd-session|sshd-auth|ld\.so|lib\/[A-Za-z0-9][A-Za-z0-9._+-]{0,99})$/;

const fileSchema = v.pipe(
  v.string(),
  v.regex(/^\S+ \d{1,9}$/),
  v.transform((line): HostFile => {
    const [name = '', bytes] = line.split(' ');
    return { name, bytes: Number(bytes) };
  }),
  v.object({
    name: v.pipe(v.string(), v.regex(fileName)),
    bytes: v.pipe(v.number(), v.minValue(1)),
  }),
);

const filesSchema = v.pipe(
  repeated(fileSchema, maxFiles),
  v.check((files) => new Set(files.map(({ name }) => name)).size === files.length, 'twice'),
  v.check((files) => bytesOf(files) <= maxBytes, 'too many bytes'),
  v.check(
    (files) => ['sshd', 'ssh-keygen', 'ld.so'].every((one) => hasFile(files, one)),
    'incomplete',
  ),
);

const answer = v.union([
  v.strictObject({
    version: once(
      v.pipe(v.string(), v.transform(parseOpensshVersion), v.custom<OpensshVersion>(Boolean)),
    ),
    file: filesSchema,
    end: once(v.literal('yes')),
  }),
  v.strictObject({
    error: once(v.picklist(['sshd', 'ssh-keygen', 'loader', 'libraries', 'unreadable'])),
  }),
]);

const reasons = {
  sshd: 'it has no sshd',
  'ssh-keygen': 'it has no ssh-keygen',
  loader: 'its sshd is not linked with glibc',
  libraries: 'libraries of its sshd are missing',
  unreadable: 'its sshd cannot be read',
} as const;

export function bytesOf(files: readonly HostFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

export function hasFile(files: readonly HostFile[], wanted: string): boolean {
  return files.some(({ name }) => name === wanted);
}

/**
 * Asks a host for its SSH server.
 * @returns why it cannot be borrowed, where that is so.
 * @throws what ended the connection; AbortError.
 */
export async function findHostServer(
  host: ServerHost,
  signal: AbortSignal,
): Promise<HostServer | string> {
  try {
    const limits = { stdin: hostServerScript, maxBytes: maxHeader, timeoutMs: askTimeoutMs };
    const { stdout } = await host.run(['sh', '-s'], limits, signal);
    return parseHostServer(host.path.host, stdout);
  } catch (error) {
    if (signal.aborted || host.closed.aborted || !(error instanceof DockhopError)) throw error;
    return error.message;
  }
}

/**
 * The answer to `hostServerScript`, without the contents.
 * @throws CONTAINER_ANSWER_INVALID, naming the host.
 */
export function parseHostServer(host: string, text: string): HostServer | string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0) return 'it does not answer';
  const told = text.slice(from + begin.length, to < 0 ? undefined : to + end.length);
  const found = parseAnswer(host, answer, told);
  if ('error' in found) return reasons[found.error];
  return { version: found.version, files: found.file };
}

/**
 * Fetches what `findHostServer` found.
 * @param onBytes told how many have come.
 * @returns the contents, file by file in the order of the list.
 * @throws Error that says what is wrong with it; what ended the connection; AbortError.
 */
export async function fetchHostServer(
  host: ServerHost,
  server: HostServer,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<readonly Buffer[]> {
  const deadline = AbortSignal.timeout(fetchTimeoutMs);
  const program = await host.openProgram(['sh', '-s', 'send'], signal);
  const stopListening = onAbort([signal, host.closed, deadline], (reason) => {
    program.destroy(reason);
  });
  const chunks: Buffer[] = [];
  let received = 0;
  const total = bytesOf(server.files);
  try {
    program.end(hostServerScript);
    for await (const chunk of program) {
      const bytes = v.parse(v.instance(Buffer), chunk);
      chunks.push(bytes);
      received += bytes.length;
      if (received > total + maxHeader) throw new Error('its SSH server is not what it was');
      onBytes(Math.min(received, total));
    }
  } catch (error) {
    for (const one of [signal, host.closed]) one.throwIfAborted();
    throw deadline.aborted ? new Error('its SSH server did not come in time') : error;
  } finally {
    stopListening();
    program.destroy();
  }
  return contentsOf(host, server, Buffer.concat(chunks));
}

function contentsOf(host: ServerHost, server: HostServer, all: Buffer): readonly Buffer[] {
  const at = all.indexOf(end, all.indexOf(begin));
  if (at < 0 || at > maxHeader) throw new Error('its SSH server did not come');
  const found = parseHostServer(host.path.host, all.toString('utf8', 0, at + end.length));
  const contents = all.subarray(at + end.length);
  const isSame = JSON.stringify(found) === JSON.stringify(server);
  if (!isSame || contents.length !== bytesOf(server.files)) {
    throw new Error('its SSH server changed, or did not come whole');
  }
  let from = 0;
  return server.files.map(({ bytes }) => contents.subarray(from, (from += bytes)));
}
