import type { Duplex } from 'node:stream';
import { DockhopError } from '../errors/dockhopError.ts';
import { credentialsOf } from './authentication.ts';
import { connectSeconds, dial } from './dial.ts';
import { timedOut } from './hopFailure.ts';
import { KnownHosts } from './knownHosts.ts';
import { Login, type LoginTools } from './login.ts';
import { lastHop, type HopPath } from './path.ts';
import { ProxyCommandStream } from './proxyCommandStream.ts';
import type { HopConnection } from './connection.ts';
import { SshConnection } from './sshConnection.ts';

/** A jump host needs its own time to give up on a target. */
const forwardSeconds = 30;

/**
 * Connects and logs in to the last hop of a path.
 * @param carrier the connection to the hop before it, where there is one.
 * @throws DockhopError naming the hop; the signal's reason, leaving no socket and no child.
 */
export async function connectHop(
  path: HopPath,
  carrier: HopConnection | undefined,
  tools: LoginTools,
  signal: AbortSignal,
): Promise<SshConnection> {
  const hop = lastHop(path);
  // Before there is anything to close.
  const knownHosts = await KnownHosts.of(hop);
  const credentials = await credentialsOf(hop, tools.log, signal);
  try {
    const stream = await openStream(path, carrier, signal);
    const login = new Login(hop, stream, { ...tools, knownHosts, credentials });
    await login.run(signal);
    return new SshConnection(path, { login, stream, carrier, log: tools.log });
  } catch (error) {
    const isSilence = error instanceof DockhopError && error.code === 'HOP_TIMEOUT';
    // Silence of a hop may be the silence of the one before it.
    if (isSilence) await carrier?.feelPulse();
    carrier?.closed.throwIfAborted();
    throw error;
  }
}

async function openStream(
  path: HopPath,
  carrier: HopConnection | undefined,
  signal: AbortSignal,
): Promise<Duplex> {
  signal.throwIfAborted();
  const hop = lastHop(path);
  if (hop.via === 'command') return new ProxyCommandStream(hop.name, hop.command ?? '');
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
