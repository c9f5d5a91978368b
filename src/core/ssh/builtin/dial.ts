import { connect, type Socket } from 'node:net';
import { configValue } from '../config/configValue.ts';
import { timedOut, unreachable } from '../hopFailure.ts';
import type { HostConfig } from '../config/hostConfig.ts';
import type { Hop } from '../config/path.ts';
import { systemReason } from '../systemReason.ts';

const defaultSeconds = 15;
/** Of several addresses the next is tried after this; Node's own 250 ms is less than a far hop takes. */
const nextAddressMs = 3000;

/**
 * Connects to a hop by TCP, within its ConnectTimeout, by its AddressFamily and BindAddress.
 * @throws JUMP_UNREACHABLE, HOP_TIMEOUT; the signal's reason.
 */
export async function dial(hop: Hop, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const seconds = connectSeconds(hop.config);
  const deadline = AbortSignal.timeout(seconds * 1000);
  const bindAddress = configValue(hop.config, 'bindaddress');
  const socket = connect({
    host: hop.hostName,
    port: hop.port,
    family: familyOf(hop.config),
    ...(bindAddress === undefined ? {} : { localAddress: bindAddress }),
    autoSelectFamilyAttemptTimeout: nextAddressMs,
    noDelay: true,
  });
  try {
    await connected(socket, AbortSignal.any([signal, deadline]));
    return socket;
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    if (deadline.aborted) throw timedOut(hop, 'connecting', seconds);
    throw unreachable(hop, systemReason(error), error);
  }
}

/** Within how many seconds a hop must be connected to: its ConnectTimeout, or our default. */
export function connectSeconds(config: HostConfig): number {
  return connectTimeout(config) ?? defaultSeconds;
}

/** The hop's ConnectTimeout in seconds, where it has one that makes sense. */
export function connectTimeout(config: HostConfig): number | undefined {
  const value = Number(configValue(config, 'connecttimeout'));
  return Number.isInteger(value) && value > 0 && value <= 600 ? value : undefined;
}

function familyOf(config: HostConfig): 0 | 4 | 6 {
  const value = configValue(config, 'addressfamily');
  if (value === 'inet') return 4;
  return value === 'inet6' ? 6 : 0;
}

function connected(socket: Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      socket.destroy();
      reject(new Error('cancelled'));
    };
    signal.addEventListener('abort', cancel, { once: true });
    // Stays for good: an error may come at any time, and a socket without a listener throws.
    socket.on('error', (error) => {
      signal.removeEventListener('abort', cancel);
      reject(error);
    });
    socket.once('connect', () => {
      signal.removeEventListener('abort', cancel);
      resolve();
    });
  });
}
