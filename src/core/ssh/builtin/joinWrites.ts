import { nextTick } from 'node:process';
import type { Duplex } from 'node:stream';

/**
 * Has what is written to a stream in one go leave in one piece.
 *
 * Without its native parts ssh2 writes each packet of AES-GCM in three: length, contents, tag. Of a socket
 * that is three packets of TCP. Of a channel it is three messages of the SSH connection that carries it,
 * each of them encrypted and again written in three.
 */
export function joinWrites(stream: Duplex): void {
  const write = stream.write.bind(stream);
  stream.write = (...words: readonly unknown[]): boolean => {
    if (stream.writableCorked === 0) {
      stream.cork();
      nextTick(() => {
        stream.uncork();
      });
    }
    return Reflect.apply(write, undefined, words) === true;
  };
}
