import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { DockhopError, failure } from '../../errors/dockhopError.ts';
import { credentialsOf } from '../login/credentials.ts';
import { connectSeconds, dial } from './dial.ts';
import { Greeting } from '../login/greeting.ts';
import { addressOf } from '../config/hopAddress.ts';
import { timedOut } from '../hopFailure.ts';
import { KnownHosts } from '../hostKeys/knownHosts.ts';
import { Login, type LoginTools } from '../login/login.ts';
import { lastHop, type Hop, type HopPath } from '../config/path.ts';
import { makeQuietAskpass, type QuietAskpass } from '../system/quietAskpass.ts';
import { ProxyCommandStream } from './proxyCommandStream.ts';
import type { HopConnection } from '../connection.ts';
import { importKeysOnce } from './importKeysOnce.ts';
import { joinWrites } from './joinWrites.ts';
import { SshConnection } from './sshConnection.ts';
import { StepBack } from '../stepBack.ts';

/** A jump host needs its own time to give up on a target. */
const forwardSeconds = 30;
/** More than a login takes, so that those who are inside by then have gone through. */
const knockPausesMs = [500, 1000, 2000, 4000];

export interface KnockTools {
  /** Told each time that a server has no room at its door: fewer should knock there at a time. */
  readonly onTurnedAway?: () => void;
}

/**
 * Connects and logs in to the last hop of a path. Where the server has no room at its door it is
 * knocked at a few times more; once it has identified itself nothing is tried again.
 * @param carrier the connection to the hop before it, where there is one.
 * @param pausesMs what to wait before each further knock, less up to half of it by chance.
 * @throws DockhopError naming the hop; the signal's reason, leaving no socket and no child.
 */
export async function connectHop(
  path: HopPath,
  carrier: HopConnection | undefined,
  tools: LoginTools & KnockTools,
  signal: AbortSignal,
  pausesMs: readonly number[] = knockPausesMs,
): Promise<SshConnection> {
  for (const pause of pausesMs) {
    try {
      return await connectOnce(path, carrier, tools, signal);
    } catch (error) {
      if (!(error instanceof TurnedAway)) throw error;
      tools.log.debug(`${lastHop(path).name} has no room at its door, it is tried again`);
      tools.onTurnedAway?.();
    }
    await delay(pause * (1 - Math.random() / 2), undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  }
  try {
    return await connectOnce(path, carrier, tools, signal);
  } catch (error) {
    throw error instanceof TurnedAway ? error.cause : error;
  }
}

/** The server hung up before it said who it is; `cause` is what to tell if that is the end of it. */
class TurnedAway extends Error {
  override readonly name = 'TurnedAway';
}

async function connectOnce(
  path: HopPath,
  carrier: HopConnection | undefined,
  tools: LoginTools,
  signal: AbortSignal,
): Promise<SshConnection> {
  const hop = lastHop(path);
  // Before there is anything to close.
  const knownHosts = await KnownHosts.of(hop);
  const credentials = await credentialsOf(hop, tools.log, signal);
  if (tools.stepsBack === true && credentials.beyond !== undefined) {
    credentials.agent?.close();
    throw new StepBack(credentials.beyond);
  }
  const askpass = hop.via === 'command' ? await makeQuietAskpass() : undefined;
  let greeting: Greeting | undefined;
  try {
    const stream = await openStream(path, carrier, askpass, signal);
    joinWrites(stream);
    greeting = new Greeting(stream);
    const login = new Login(hop, stream, { ...tools, knownHosts, credentials });
    importKeysOnce(login.client);
    await login.run(signal);
    if (askpass) stream.once('close', () => void askpass.remove());
    return new SshConnection(path, { login, stream, carrier, log: tools.log });
  } catch (error) {
    const isAsked = await askpass?.wasAsked();
    await askpass?.remove();
    // Whatever cut it off: this is not tried again by itself, as a lost connection would be.
    if (error instanceof DockhopError && error.code === 'ANSWER_NEEDED') throw error;
    const isSilence = error instanceof DockhopError && error.code === 'HOP_TIMEOUT';
    // Silence of a hop may be the silence of the one before it.
    if (isSilence) await carrier?.feelPulse();
    carrier?.closed.throwIfAborted();
    signal.throwIfAborted();
    if (isAsked === true) throw inVain(hop, tools, error);
    if (isLoss(error) && greeting?.wasTurnedAway === true) {
      throw new TurnedAway('turned away', { cause: error });
    }
    throw error;
  }
}

/** True where the far side hung up, and not where we did. */
function isLoss(error: unknown): boolean {
  const codes: readonly ErrorCode[] = [
    'CONNECTION_LOST',
    'JUMP_UNREACHABLE',
    'PROXY_COMMAND_FAILED',
  ];
  return error instanceof DockhopError && codes.includes(error.code);
}

/** The ssh of a ProxyCommand was about to ask; nothing was answered. */
function inVain(hop: Hop, { stepsBack }: LoginTools, cause: unknown): Error {
  if (stepsBack === true) return new StepBack('asks', { cause });
  const details = { hop: hop.name, address: addressOf(hop), what: 'an answer in its ProxyCommand' };
  return failure('ANSWER_NEEDED', details, { hop: hop.name, cause });
}

async function openStream(
  path: HopPath,
  carrier: HopConnection | undefined,
  askpass: QuietAskpass | undefined,
  signal: AbortSignal,
): Promise<Duplex> {
  signal.throwIfAborted();
  const hop = lastHop(path);
  if (hop.via === 'command') {
    return new ProxyCommandStream(hop.name, hop.command ?? '', askpass?.env);
  }
  if (!carrier) return await dial(hop, signal);
  const seconds = Math.max(forwardSeconds, connectSeconds(hop.config));
  const deadline = AbortSignal.timeout(seconds * 1000);
  try {
    return await carrier.openForward(hop, AbortSignal.any([signal, deadline]));
  } catch (error) {
    signal.throwIfAborted();
    throw deadline.aborted ? timedOut(hop, 'connecting', seconds) : error;
  }
}
