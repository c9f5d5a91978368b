import type { Client, ClientChannel } from 'ssh2';
import { onAbort } from '../abortListening.ts';

/** Starts to open a channel of a client; calls back once. */
export type StartChannel = (
  client: Client,
  done: (error: Error | undefined, channel: ClientChannel) => void,
) => void;

/** The server's refusal to open a channel (RFC 4254, section 5.1). */
export class ChannelRefusal extends Error {
  override readonly name = 'ChannelRefusal';
  /** 1 prohibited, 2 connect failed, 3 unknown type, 4 resource shortage; absent for an exec. */
  readonly reason: number | undefined;

  constructor(cause: Error) {
    super(cause.message.replace(/^\(SSH\) Channel open failure: /, ''), { cause });
    const reason = 'reason' in cause ? cause.reason : undefined;
    this.reason = typeof reason === 'number' ? reason : undefined;
  }

  /** True when the server does not forward at all, or not there. */
  get isProhibition(): boolean {
    return this.reason === 1 || this.reason === 3;
  }
}

/** The client has lost its connection, whether or not it is known yet why. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

/**
 * Opens a channel. Whoever asked for one and no longer wants it leaves nothing behind: a channel
 * that is opened too late is closed.
 * @throws ChannelRefusal; NotConnected; the reason of the first of the signals that aborts.
 */
export async function openChannel<Result>(
  client: Client,
  start: StartChannel,
  use: (channel: ClientChannel) => Result,
  signals: readonly AbortSignal[],
): Promise<Result> {
  for (const signal of signals) signal.throwIfAborted();
  return await new Promise((resolve, reject) => {
    let isWanted = true;
    const stop = onAbort(signals, (reason) => {
      isWanted = false;
      reject(reason);
    });
    try {
      start(client, (error, channel) => {
        stop();
        if (error) reject(new ChannelRefusal(error));
        // At once, as what the channel brings may come in the same packet.
        else if (isWanted) resolve(use(channel));
        else discard(channel);
      });
    } catch (error) {
      stop();
      reject(new NotConnected('not connected', { cause: error }));
    }
  });
}

/** Closes a channel that nobody wants; it must be read, or its end is never seen. */
export function discard(channel: ClientChannel): void {
  channel.on('error', () => undefined);
  channel.resume();
  channel.stderr.resume();
  channel.close();
}
