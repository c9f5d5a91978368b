import { utils, type ParsedKey } from 'ssh2';
import type { Log } from '../../ports/log.ts';
import type { AgentIdentity } from './agentIdentities.ts';
import { methodsFor } from './authenticationMethods.ts';
import { beyondBuiltin } from './beyondBuiltin.ts';
import { isYes } from '../config/configValue.ts';
import { fingerprintOf, keyTypeOf } from '../hostKeys/hostKey.ts';
import { identitiesOf, type Identity, type LockedKey } from './identity.ts';
import { readableKey } from './openKey.ts';
import type { Hop } from '../config/path.ts';
import { agentSocketOf, SshAgent } from './sshAgent.ts';
import type { StepBackReason } from '../stepBack.ts';
import { systemReason } from '../systemReason.ts';

const agentDeadlineMs = 5000;

/** One key to offer. */
export type KeyAttempt = { readonly label: string } & (
  | { readonly type: 'agent'; readonly key: ParsedKey; readonly agent: SshAgent }
  | { readonly type: 'file'; readonly key: ParsedKey }
  /** Without a public half it has to be opened before it can be offered. */
  | { readonly type: 'locked'; readonly key: ParsedKey | undefined; readonly locked: LockedKey }
);

/** What there is to prove oneself with to a hop. */
export interface Credentials {
  readonly agent: SshAgent | undefined;
  readonly attempts: readonly KeyAttempt[];
  /** Why a key that the configuration names, or the agent, is not used. */
  readonly obstacles: readonly string[];
  /** Set where only the ssh program can use what is there. */
  readonly beyond: StepBackReason | undefined;
}

/** The keys for a hop, in ssh's order; the agent is asked which it has. */
export async function credentialsOf(hop: Hop, log: Log, signal: AbortSignal): Promise<Credentials> {
  if (!methodsFor(hop).includes('publickey')) {
    const obstacles = ['public keys are switched off for it'];
    return { agent: undefined, attempts: [], obstacles, beyond: undefined };
  }
  const socket = agentSocketOf(hop);
  const agent = socket === undefined ? undefined : new SshAgent(socket);
  const [identities, held] = await Promise.all([identitiesOf(hop), heldKeys(agent, log, signal)]);
  const offered = held.keys.filter(
    (key) => !isYes(hop.config, 'identitiesonly') || identities.some((one) => isSame(one, key)),
  );
  const beyond = await beyondBuiltin(hop, identities, offered);
  const files = fileAttempts(identities, held.keys, !isYes(hop.config, 'batchmode'));
  return {
    agent,
    attempts: [...(agent ? agentAttempts(identities, offered, agent) : []), ...files.attempts],
    obstacles: [...held.obstacles, ...files.obstacles],
    beyond,
  };
}

interface HeldKeys {
  readonly keys: readonly AgentIdentity[];
  readonly obstacles: readonly string[];
}

async function heldKeys(
  agent: SshAgent | undefined,
  log: Log,
  signal: AbortSignal,
): Promise<HeldKeys> {
  if (!agent) return { keys: [], obstacles: [] };
  const deadline = AbortSignal.timeout(agentDeadlineMs);
  try {
    return { keys: await agent.identities(AbortSignal.any([signal, deadline])), obstacles: [] };
  } catch (error) {
    signal.throwIfAborted();
    // As in ssh, an agent that is gone is no reason to stop: there may be key files.
    const reason = deadline.aborted ? 'it does not answer' : systemReason(error);
    log.debug(`The ssh agent cannot be used: ${reason}`);
    return { keys: [], obstacles: [`the ssh agent (${reason})`] };
  }
}

/**
 * OpenSSH's order (pubkey_prepare): the agent's keys that the configuration names, the agent's
 * others unless IdentitiesOnly, then key files that the agent does not hold.
 */
function agentAttempts(
  identities: readonly Identity[],
  held: readonly AgentIdentity[],
  agent: SshAgent,
): KeyAttempt[] {
  const named = identities.flatMap((one) => held.find((key) => isSame(one, key)) ?? []);
  const others = held.filter((key) => !named.includes(key));
  return [...named, ...others].flatMap(({ blob, comment }) => {
    const key = publicKeyOf(blob);
    const label = `${comment === '' ? fingerprintOf(blob) : comment} from the ssh agent`;
    return key ? [{ type: 'agent', label, key, agent }] : [];
  });
}

function fileAttempts(
  identities: readonly Identity[],
  held: readonly AgentIdentity[],
  mayAsk: boolean,
): Pick<Credentials, 'attempts' | 'obstacles'> {
  const attempts: KeyAttempt[] = [];
  const obstacles: string[] = [];
  for (const identity of identities) {
    if (held.some((key) => isSame(identity, key))) continue;
    const attempt = fileAttempt(identity, mayAsk);
    if (typeof attempt === 'string') obstacles.push(`${identity.name} (${attempt})`);
    else if (attempt) attempts.push(attempt);
  }
  return { attempts, obstacles };
}

/** The key of a file, or why it cannot be used; undefined where only a public half is there. */
function fileAttempt(identity: Identity, mayAsk: boolean): KeyAttempt | string | undefined {
  const { name: label, locked, privateText, publicBlob } = identity;
  if (locked) {
    if (!mayAsk) return 'it has a passphrase, and BatchMode asks for none';
    return { type: 'locked', label, locked, key: publicBlob && publicKeyOf(publicBlob) };
  }
  if (privateText === undefined) return identity.obstacle;
  const key = utils.parseKey(readableKey(privateText));
  return key instanceof Error ? 'its format is not supported' : { type: 'file', label, key };
}

function isSame({ publicBlob }: Identity, { blob }: AgentIdentity): boolean {
  return publicBlob?.equals(blob) === true;
}

/** What ssh2 signs with; it would also take a certificate apart, and then not know what for. */
const usableTypes = /^(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521))$/;

/** Undefined for other types, such as certificates and security keys. */
function publicKeyOf(blob: Buffer): ParsedKey | undefined {
  const type = keyTypeOf(blob) ?? '';
  if (!usableTypes.test(type)) return undefined;
  const key = utils.parseKey(`${type} ${blob.toString('base64')}`);
  return key instanceof Error ? undefined : key;
}
