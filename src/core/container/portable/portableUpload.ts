import * as v from 'valibot';
import type { DockhopError } from '../../errors/dockhopError.ts';
import { failure } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import type { Progress } from '../../ports/progress.ts';
import type { Prompter } from '../../ports/prompter.ts';
import { plainPublicKey } from '../../ssh/login/publicKeyLine.ts';
import { atMostOnce, once, parseAnswer } from '../look/answer.ts';
import { ed25519Key } from '../configure/authorizedKey.ts';
import type { ContainerFacts } from '../look/containerFacts.ts';
import { directoryOf, ownBase, type Base } from '../configure/directory.ts';
import { portableScript } from './portableScript.ts';
import type { PortableServer, PortableServers } from './portableServers.ts';
import { answerOf, type ScriptPlace } from '../runScript.ts';

export interface PortablePorts {
  readonly progress: Progress;
  readonly prompter: Prompter;
  readonly log: Log;
  /** Absent where a copy of Dockhop has none. */
  readonly portable?: PortableServers;
}

export interface PortableRequest {
  readonly facts: ContainerFacts;
  /** The login user's. */
  readonly uid: number;
  /** Where it may go, best first. */
  readonly bases: readonly Base[];
  /** As in a public key file: `ssh-ed25519 AAAA…`, for without OpenSSL there are no others. */
  readonly authorizedKey: string;
  /** Why nothing was installed instead; absent where the portable server was asked for. */
  readonly instead?: DockhopError;
}

/** The portable server, in place in a container. */
export interface PortableInPlace {
  readonly base: Base;
  readonly server: PortableServer;
}

/** The one that an earlier preparation brought, if it is the one that would be brought now. */
export async function portableInPlace(
  { machine, portable: found }: ContainerFacts,
  bases: readonly Base[],
  { portable }: PortablePorts,
): Promise<PortableInPlace | undefined> {
  if (!found || !bases.includes(found.base)) return undefined;
  const server = await portable?.forMachine(machine);
  if (server?.sshd.sha256 !== found.sshd || server.keygen.sha256 !== found.keygen) return undefined;
  return { base: found.base, server };
}

/**
 * Brings the portable server into a container, if the person agrees.
 * @throws PORTABLE_UNFIT, CONSENT_NEEDED and the failures of the upload; where it cannot or may not
 * take the place of an installation, the failure of that.
 */
export async function bringPortable(
  place: ScriptPlace,
  request: PortableRequest,
  ports: PortablePorts,
  signal: AbortSignal,
): Promise<PortableInPlace> {
  const { engine, container } = place;
  const { instead } = request;
  const choice = await choose(request, ports);
  if (typeof choice === 'string') {
    if (!instead) throw failure('PORTABLE_UNFIT', { container: container.name, reason: choice });
    ports.log.info(`${container.name}: no portable SSH server either: ${choice}`);
    throw instead;
  }
  const { base, server } = choice;
  const bytes = server.sshd.bytes + server.keygen.bytes;
  const answer = await ports.prompter.allowPortable(
    {
      host: engine.host,
      container: container.name,
      version: server.version.text,
      bytes,
      directory: directoryOf(base, container.id, request.uid),
      ...(instead ? { instead } : {}),
    },
    signal,
  );
  signal.throwIfAborted();
  if (answer !== 'yes') {
    const what = `Bringing an SSH server into ${container.name}`;
    throw instead ?? failure('CONSENT_NEEDED', { what });
  }
  ports.progress.step('install');
  await upload(place, request.uid, choice, ports, signal);
  return choice;
}

/** What is brought, and where to; or why there is nothing to bring. */
async function choose(
  { facts, bases, authorizedKey }: PortableRequest,
  { portable }: PortablePorts,
): Promise<PortableInPlace | string> {
  const { machine, runnableBases } = facts;
  const server = await portable?.forMachine(machine);
  if (!server) return `there is none for ${machine}`;
  if (!ed25519Key.test(plainPublicKey(authorizedKey) ?? ''))
    return 'it knows keys of the type ssh-ed25519 only';
  const base = bases.find((one) => runnableBases.includes(one));
  if (!base) return 'no writable directory lets programs run';
  return { base, server };
}

const done = v.strictObject({ end: once(v.literal('yes')) });

const failed = v.strictObject({
  error: once(
    v.picklist([
      ...(['unsafe', 'unwritable', 'busy', 'full', 'damaged', 'unrunnable', 'tool'] as const),
    ]),
  ),
  detail: atMostOnce(v.pipe(v.string(), v.maxLength(300))),
});

async function upload(
  place: ScriptPlace,
  uid: number,
  { base, server }: PortableInPlace,
  { portable, progress }: PortablePorts,
  signal: AbortSignal,
): Promise<void> {
  const { container } = place;
  const directory = directoryOf(base, container.id, uid);
  const unfit = (reason: string, cause?: unknown) =>
    failure('PORTABLE_UNFIT', { container: container.name, reason }, { cause });
  let programs;
  try {
    programs = await portable?.read(server);
  } catch (error) {
    throw unfit(error instanceof Error ? error.message : String(error), error);
  }
  if (!programs) throw unfit('there is none');
  const megabytes = (programs.length / 1e6).toFixed(1);
  progress.output(`bringing ${server.version.text} (${megabytes} MB) to ${directory}`);
  const text = await answerOf(
    place,
    {
      script: portableScript,
      name: 'dockhop-portable',
      arguments: [
        ...[base, container.id, String(uid), String(server.sshd.bytes)],
        ...[server.sshd.sha256, server.keygen.sha256],
      ],
      stdin: programs,
      uid: base === ownBase(uid) ? uid : 0,
      timeoutMs: 300_000,
      what: 'taking an SSH server',
    },
    signal,
  );
  const answer = parseAnswer(container.name, v.union([done, failed]), text);
  if (!('error' in answer)) return;
  const { error, detail = '' } = answer;
  switch (error) {
    case 'unsafe':
      throw failure('DIRECTORY_UNSAFE', { directory: detail, container: container.name });
    case 'unwritable':
      throw failure('NO_WRITABLE_PLACE', { container: container.name });
    case 'busy':
      throw failure('FILE_LOCKED', { file: `${container.name}:${directory}` });
    case 'full':
      throw unfit(`${base} has no room for its ${megabytes} MB`);
    case 'damaged':
      throw unfit(`${detail} did not arrive as it was sent`);
    case 'unrunnable':
      throw unfit(`it does not run there: ${detail}`);
    case 'tool':
      throw unfit(`there is no ${detail}`);
  }
}
