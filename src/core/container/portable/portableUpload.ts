import * as v from 'valibot';
import { DockhopError, failure } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import type { Progress } from '../../ports/progress.ts';
import type { Prompter } from '../../ports/prompter.ts';
import { atMostOnce, once, parseAnswer } from '../look/answer.ts';
import type { ContainerFacts } from '../look/containerFacts.ts';
import type { OpensshVersion } from '../look/opensshVersion.ts';
import { directoryOf, ownBase, type Base } from '../configure/directory.ts';
import { runHostServer } from './hostServerParcel.ts';
import { portableScript } from './portableScript.ts';
import { megabytes, offerFor, type OfferPorts, type ServerOffer } from './serverOffers.ts';
import { answerOf, type ScriptPlace } from '../runScript.ts';

export interface PortablePorts extends OfferPorts {
  readonly progress: Progress;
  readonly prompter: Prompter;
  readonly log: Log;
}

export interface PortableRequest {
  readonly facts: ContainerFacts;
  /** The login user's. */
  readonly uid: number;
  /** Where it may go, best first. */
  readonly bases: readonly Base[];
  /** As in a public key file: `ssh-ed25519 AAAA…`. */
  readonly authorizedKey: string;
  /** Why nothing was installed instead; absent where the portable server was asked for. */
  readonly instead?: DockhopError;
  /** Asks what else has to be asked, once the person agreed and before anything is sent. */
  readonly onAgreed?: (source: ServerOffer['source']) => Promise<void>;
}

/** An SSH server that was brought, in place in a container. */
export interface PortableInPlace {
  readonly base: Base;
  readonly version: OpensshVersion;
  readonly source: ServerOffer['source'];
}

/**
 * The one that an earlier preparation brought, if it is the one that would be brought now: of
 * Dockhop's own this one, of the host's any that is whole.
 */
export async function portableInPlace(
  { machine, portable: found, hostServer }: ContainerFacts,
  bases: readonly Base[],
  { portable }: OfferPorts,
): Promise<PortableInPlace | undefined> {
  if (!found || !bases.includes(found.base)) return undefined;
  const { base } = found;
  const server = await portable?.forMachine(machine);
  if (server) {
    const isIt = server.sshd.sha256 === found.sshd && server.keygen.sha256 === found.keygen;
    return isIt ? { base, version: server.version, source: 'dockhop' } : undefined;
  }
  const runs = hostServer !== undefined && runHostServer(found);
  return runs ? { base, version: hostServer, source: 'host' } : undefined;
}

/**
 * Who runs a server that was brought. The host's needs an account of its own to lock itself in, where
 * root runs it; without one the user runs it for themselves.
 */
export function modeWith(
  { source }: PortableInPlace,
  { hasServerAccount }: ContainerFacts,
  { mode, account }: { readonly mode: 'root' | 'user'; readonly account: { readonly uid: number } },
): 'root' | 'user' {
  return source === 'host' && !hasServerAccount && account.uid !== 0 ? 'user' : mode;
}

/**
 * Brings an SSH server into a container, if the person agrees: the portable one, or for a machine that
 * has none the host's own.
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
  const choice = await choose(request, ports, signal);
  if (typeof choice === 'string') {
    if (!instead) throw failure('PORTABLE_UNFIT', { container: container.name, reason: choice });
    ports.log.info(`${container.name}: no portable SSH server either: ${choice}`);
    throw instead;
  }
  const { base, offer } = choice;
  const { version, source } = offer;
  const answer = await ports.prompter.allowPortable(
    {
      host: engine.host,
      container: container.name,
      source,
      version: version.text,
      bytes: offer.bytes,
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
  await request.onAgreed?.(source);
  ports.progress.step('install');
  await upload(place, request.uid, choice, ports.progress, signal);
  return { base, version, source };
}

interface Choice {
  readonly base: Base;
  readonly offer: ServerOffer;
}

/** What is brought, and where to; or why there is nothing to bring. */
async function choose(
  { facts, bases, authorizedKey }: PortableRequest,
  ports: OfferPorts,
  signal: AbortSignal,
): Promise<Choice | string> {
  const base = bases.find((one) => facts.runnableBases.includes(one));
  if (!base) return 'no writable directory lets programs run';
  const offer = await offerFor(facts.machine, authorizedKey, ports, signal);
  return typeof offer === 'string' ? offer : { base, offer };
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
  { base, offer }: Choice,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { container } = place;
  const directory = directoryOf(base, container.id, uid);
  const unfit = (reason: string, cause?: unknown) =>
    failure('PORTABLE_UNFIT', { container: container.name, reason }, { cause });
  let parcel;
  try {
    parcel = await offer.load(progress, signal);
  } catch (error) {
    if (error instanceof DockhopError || signal.aborted) throw error;
    throw unfit(error instanceof Error ? error.message : String(error), error);
  }
  const size = megabytes(parcel.content.length);
  progress.output(`bringing ${offer.version.text} (${size} MB) to ${directory}`);
  const text = await answerOf(
    place,
    {
      script: portableScript,
      name: 'dockhop-portable',
      arguments: [
        ...[base, container.id, String(uid)],
        ...parcel.files.flatMap((file) => [file.name, String(file.bytes), file.sha256]),
      ],
      stdin: parcel.content,
      uid: base === ownBase(uid) ? uid : 0,
      timeoutMs: 600_000,
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
      throw unfit(`${base} has no room for its ${size} MB`);
    case 'damaged':
      throw unfit(`${detail} did not arrive as it was sent`);
    case 'unrunnable':
      throw unfit(`it does not run there: ${detail}`);
    case 'tool':
      throw unfit(`there is no ${detail}`);
  }
}
