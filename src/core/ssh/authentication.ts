import { utils, type AnyAuthMethod, type AuthHandlerMiddleware, type ParsedKey } from 'ssh2';
import { failure, plainText } from '../errors/dockhopError.ts';
import type { Log } from '../ports/log.ts';
import { configValue, isYes } from './configValue.ts';
import { addressOf } from './hopAddress.ts';
import { fingerprintOf } from './hostKey.ts';
import { identitiesOf, type Identity } from './identity.ts';
import type { Hop } from './path.ts';
import { agentSocketOf, SshAgent } from './sshAgent.ts';
import { systemReason } from './systemReason.ts';

const agentDeadlineMs = 5000;

/** One key to offer. */
interface Attempt {
  readonly label: string;
  readonly key: ParsedKey;
  readonly isFromAgent: boolean;
}

/** What there is to prove oneself with to a hop. */
export interface Credentials {
  readonly agent: SshAgent | undefined;
  readonly attempts: readonly Attempt[];
  /** Why a key that the configuration names, or the agent, is not used. */
  readonly obstacles: readonly string[];
}

/** The keys for a hop, in ssh's order; the agent is asked which it has. */
export async function credentialsOf(hop: Hop, log: Log, signal: AbortSignal): Promise<Credentials> {
  if (!usesPublicKeys(hop)) {
    return { agent: undefined, attempts: [], obstacles: ['public keys are switched off for it'] };
  }
  const socket = agentSocketOf(hop);
  const agent = socket === undefined ? undefined : new SshAgent(socket);
  const [identities, held] = await Promise.all([identitiesOf(hop), agentKeys(agent, log, signal)]);
  const onlyNamed = isYes(hop.config, 'identitiesonly');
  return { agent, ...inOrder(identities, held.keys, onlyNamed, held.obstacles) };
}

function usesPublicKeys({ config }: Hop): boolean {
  const preferred = configValue(config, 'preferredauthentications');
  const enabled = configValue(config, 'pubkeyauthentication');
  const isOff = enabled === 'no' || enabled === 'false';
  return !isOff && (preferred?.split(',').includes('publickey') ?? true);
}

interface HeldKeys {
  readonly keys: readonly ParsedKey[];
  readonly obstacles: readonly string[];
}

async function agentKeys(
  agent: SshAgent | undefined,
  log: Log,
  signal: AbortSignal,
): Promise<HeldKeys> {
  if (!agent) return { keys: [], obstacles: [] };
  const deadline = AbortSignal.timeout(agentDeadlineMs);
  try {
    return { keys: await agent.keys(AbortSignal.any([signal, deadline])), obstacles: [] };
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
function inOrder(
  identities: readonly Identity[],
  held: readonly ParsedKey[],
  onlyNamed: boolean,
  agentObstacles: readonly string[],
): Pick<Credentials, 'attempts' | 'obstacles'> {
  const isNamed = (key: ParsedKey): boolean => identities.some((one) => isSame(one, key));
  const named = identities.flatMap((one) => held.find((key) => isSame(one, key)) ?? []);
  const others = onlyNamed ? [] : held.filter((key) => !isNamed(key));
  const obstacles = [...agentObstacles];
  const files: Attempt[] = [];
  for (const identity of identities) {
    if (held.some((key) => isSame(identity, key))) continue;
    const key = privateKey(identity);
    if (typeof key === 'string') obstacles.push(`${identity.name} (${key})`);
    else if (key) files.push({ label: identity.name, key, isFromAgent: false });
  }
  const fromAgent = [...named, ...others].map((key) => ({
    label: `${key.comment || fingerprintOf(key.getPublicSSH())} from the ssh agent`,
    key,
    isFromAgent: true,
  }));
  return { attempts: [...fromAgent, ...files], obstacles };
}

function isSame({ publicBlob }: Identity, key: ParsedKey): boolean {
  return publicBlob?.equals(key.getPublicSSH()) === true;
}

/** The key of a file, or why it cannot be used; undefined where only a public half is there. */
function privateKey({ privateText, obstacle }: Identity): ParsedKey | string | undefined {
  if (privateText === undefined) return obstacle;
  const key = utils.parseKey(privateText);
  return key instanceof Error ? 'its format is not supported' : key;
}

/** Goes through the keys with one server and remembers what happened. */
export class Authentication {
  readonly #hop: Hop;
  readonly #credentials: Credentials;
  readonly #signing: (isSigning: boolean) => void;
  readonly #tried: string[] = [];
  readonly #remaining: Attempt[];
  #methods: readonly string[] | undefined;
  #hasBegun = false;
  #isPartlyDone = false;
  #isExhausted = false;

  /** `signing` tells when a person may have to confirm that the agent signs. */
  constructor(hop: Hop, credentials: Credentials, signing: (isSigning: boolean) => void) {
    this.#hop = hop;
    this.#credentials = credentials;
    this.#signing = signing;
    this.#remaining = [...credentials.attempts];
  }

  /** True when nothing is left to try. */
  get isExhausted(): boolean {
    return this.#isExhausted;
  }

  /** For ssh2. It first asks what is accepted, so that no key is shown to who takes none. */
  readonly handler: AuthHandlerMiddleware = (methods, isPartlyDone, next) => {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      next({ type: 'none', username: this.#hop.user });
      return;
    }
    this.#methods = methods;
    this.#isPartlyDone ||= isPartlyDone;
    const attempt = methods.includes('publickey') ? this.#remaining.shift() : undefined;
    if (attempt) {
      this.#tried.push(attempt.label);
      next(this.#method(attempt));
      return;
    }
    this.#isExhausted = true;
    // The typings leave out `false`, which ends the attempts (ssh2's README, authHandler).
    Reflect.apply(next, undefined, [false]);
  };

  /** The agent, or a key, could not sign; the next key is tried. */
  noteFailure(error: Error): void {
    const last = this.#tried.pop() ?? 'a key';
    this.#tried.push(`${last} (${error.message})`);
  }

  /** AUTH_FAILED with all that was tried; `said` are the server's own words. */
  failure(said?: string): Error {
    const { name, user } = this.#hop;
    const parts = [...this.#tried, ...this.#credentials.obstacles];
    const tried = parts.length > 0 ? parts.join(', ') : 'nothing, as there is no key';
    const details = {
      hop: name,
      address: addressOf(this.#hop),
      user,
      tried: [tried, ...this.#explanations(said)].join('; '),
    };
    return failure('AUTH_FAILED', details, { hop: name });
  }

  #method({ key, isFromAgent }: Attempt): AnyAuthMethod {
    const username = this.#hop.user;
    const { agent } = this.#credentials;
    return isFromAgent && agent
      ? { type: 'agent', username, agent: agent.with(key, this.#signing) }
      : { type: 'publickey', username, key };
  }

  #explanations(said: string | undefined): string[] {
    const methods = this.#methods?.map(plainText).join(', ') ?? '';
    const isKeyless = this.#methods !== undefined && !this.#methods.includes('publickey');
    return [
      ...(this.#isPartlyDone ? [`a key was accepted, but it also asks for ${methods}`] : []),
      ...(isKeyless && !this.#isPartlyDone ? [`it accepts only ${methods}`] : []),
      ...(isKeyless ? ['Dockhop can answer with keys alone'] : []),
      ...(said === undefined ? [] : [`it said: ${plainText(said)}`]),
    ];
  }
}
