import type { Writable } from 'node:stream';
import { systemCode, systemReason } from '../core/ssh/systemReason.ts';

/**
 * Keeps an output that cannot be written from ending the program with a stack trace. Where the
 * reader of a pipe has read enough (`| head -1`), nobody is left to tell; anything else, such as a
 * full disk, is told once.
 */
export function heedOutput(outputs: readonly Writable[], failed: (reason: string) => void): void {
  let isTold = false;
  for (const output of outputs) {
    output.on('error', (error) => {
      if (isTold || systemCode(error) === 'EPIPE') return;
      isTold = true;
      failed(systemReason(error));
    });
  }
}
