import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** How long a client that was told the end may take to end too. */
const lingerMs = 30_000;

/**
 * Carries bytes both ways, each side held up by the other, and its end. A far side that breaks off
 * resets the near one, so that nobody takes half of an answer for all of it.
 * @param near a socket with `allowHalfOpen`, paused.
 */
export function joinStreams(near: Socket, far: Duplex): void {
  near.pipe(far);
  far.pipe(near);
  near.on('error', () => far.destroy());
  near.on('close', () => far.destroy());
  far.on('error', () => near.resetAndDestroy());
  far.on('end', () => {
    // Nobody is there any more to take what still comes; unread, it would reset what was answered.
    near.unpipe(far);
    near.resume();
    near.setTimeout(lingerMs, () => near.destroy());
    far.destroy();
  });
  far.on('close', () => {
    if (!far.readableEnded) near.resetAndDestroy();
  });
  far.resume();
}
