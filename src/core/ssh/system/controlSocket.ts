import { stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { onAbort } from '../abortListening.ts';

/** A control master says hello at once (OpenSSH, PROTOCOL.mux); one that does not is frozen. */
const helloMs = 3000;

/** The longest name that ssh can bind to: it adds 17 bytes, and macOS has 104 with the final NUL. */
const longestName = 103 - 17;

export function isBindable(controlPath: string): boolean {
  return Buffer.byteLength(controlPath) <= longestName;
}

/**
 * True for a socket of this user's own. A ControlPath may lie where everybody can write (`/tmp`), and
 * whoever listens there is handed every command, with its input and output.
 */
async function isOwnSocket(file: string, uid: number | undefined): Promise<boolean> {
  return await stat(file).then(
    (found) => found.isSocket() && (uid === undefined || found.uid === uid),
    () => false,
  );
}

/**
 * Connects to a control master and stays connected. As long as that is so the master counts it as
 * one who uses the connection and does not end for want of use (ControlPersist); its end tells that
 * the master is gone.
 * @param uid whose it has to be: this user's.
 * @returns undefined when there is no master, or none that answers.
 * @throws the signal's reason.
 */
export async function holdMaster(
  controlPath: string,
  signal: AbortSignal,
  uid = process.geteuid?.(),
): Promise<Socket | undefined> {
  return (await isOwnSocket(controlPath, uid)) ? await greeted(controlPath, signal) : undefined;
}

function greeted(controlPath: string, signal: AbortSignal): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(controlPath);
    const settle = (result: Socket | undefined): void => {
      clearTimeout(timer);
      stop();
      if (!result) socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(settle, helloMs, undefined);
    const stop = onAbort([signal], (reason) => {
      clearTimeout(timer);
      socket.destroy();
      reject(reason);
    });
    socket.on('error', () => {
      settle(undefined);
    });
    socket.once('close', () => {
      settle(undefined);
    });
    socket.once('data', () => {
      settle(socket);
    });
  });
}

/** True while a control master answers there. */
export async function isMasterLive(controlPath: string, signal: AbortSignal): Promise<boolean> {
  const held = await holdMaster(controlPath, signal);
  held?.destroy();
  return held !== undefined;
}
