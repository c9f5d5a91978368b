import { spawn } from 'node:child_process';
import { open, rm, writeFile } from 'node:fs/promises';
import type { DockhopError } from '../../errors/dockhopError.ts';
import { onAbort } from '../abortListening.ts';
import { AskpassDesk } from './askpassDesk.ts';
import { endWithChildren } from '../endWithChildren.ts';
import { timedOut } from '../hopFailure.ts';
import { lastHop } from '../config/path.ts';
import { PhaseDeadline } from '../login/phaseDeadline.ts';
import { loginFailureOf } from './sshWords.ts';
import { converse, loginOptions, type LoginTalk } from './systemLogin.ts';
import type { WayToHop } from '../builtin/wayToHop.ts';

/** For all that needs nobody: a person who is asked has as long as they like. */
const loginSeconds = 60;
/** How long a master stays when nobody uses it, so that the next `ssh` after an attach rides on it. */
const persistSeconds = 600;
const maxLog = 64 * 1024;

export interface MasterPlan {
  /** The path of ssh. */
  readonly program: string;
  /** Through the shared configuration, whose ControlPath the master takes. */
  readonly way: WayToHop;
  /** Where it writes what goes wrong with it, for as long as it lives. */
  readonly logFile: string;
}

/**
 * Starts a control master for a hop: one login, which goes on in the background when it has succeeded
 * (ssh(1), -M -N -f). Whatever it asks is asked of the person.
 * @throws DockhopError naming the hop; the signal's reason. Then nothing of it is left.
 */
export async function startMaster(
  { program, way, logFile }: MasterPlan,
  talk: Omit<LoginTalk, 'desk'>,
  signal: AbortSignal,
): Promise<void> {
  await writeFile(logFile, '', { mode: 0o600 });
  // What servers greet with comes here, too, and may look like ssh's own words. A file and no pipe:
  // what the master starts on its way holds it as long as the master lives.
  const othersFile = `${logFile}.others`;
  const others = await open(othersFile, 'w', 0o600);
  let desk: AskpassDesk | undefined;
  try {
    desk = await AskpassDesk.open();
    const args = [
      ...way.options,
      ...['-M', '-N', '-f', '-E', logFile, ...loginOptions({ ...talk, desk })],
      ...['-o', 'LogLevel=INFO', '-o', `ControlPersist=${persistSeconds}`],
      ...['--', way.destination],
    ];
    await new MasterLogin({ ...talk, desk }, signal).run(program, args, others.fd);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof LoginRefused)) throw error;
    const words = { own: await endOf(logFile), others: await endOf(othersFile) };
    const isCut = /^Connection (?:closed|reset) by /m.test(words.own);
    throw (isCut ? error.unanswered : undefined) ?? loginFailureOf(talk.path, words, error);
  } finally {
    await others.close();
    await rm(othersFile, { force: true });
    await desk?.close();
  }
}

/** Why ssh ended is said at the end; before it a server may have greeted at any length. */
async function endOf(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, maxLog);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** ssh could not log in; only its words say why. */
class LoginRefused extends Error {
  /** What to tell where the hop went while a person was asked. */
  readonly unanswered: DockhopError | undefined;

  constructor(unanswered: DockhopError | undefined) {
    super('ssh could not log in');
    this.unanswered = unanswered;
  }
}

class MasterLogin {
  readonly #talk: LoginTalk;
  readonly #signal: AbortSignal;

  constructor(talk: LoginTalk, signal: AbortSignal) {
    this.#talk = talk;
    this.#signal = signal;
  }

  /** @throws what was asked for in vain; LoginRefused when only ssh's words say why. */
  async run(program: string, args: readonly string[], errors: number): Promise<void> {
    this.#signal.throwIfAborted();
    const over = new AbortController();
    const late = new AbortController();
    const end = (): void => {
      endWithChildren(child, 'SIGTERM');
    };
    const deadline = new PhaseDeadline(() => {
      late.abort();
      end();
    });
    const pause = (isOpen: boolean): void => {
      if (isOpen) deadline.stop();
      else if (!over.signal.aborted) deadline.start('authenticating', loginSeconds);
    };
    const { conversation, env } = converse(this.#talk, end, pause, over.signal);
    const child = spawn(program, [...args], {
      // In a group of its own, to be ended with all that it started.
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', errors],
    });
    const stop = onAbort([this.#signal], end);
    pause(false);
    try {
      const status = await new Promise<number | null>((resolve, reject) => {
        child.once('error', reject).once('exit', resolve);
      });
      this.#signal.throwIfAborted();
      if (conversation.failure) throw conversation.failure;
      const hop = lastHop(this.#talk.path);
      if (late.signal.aborted) {
        // What was answered may have counted as an attempt: that is not tried again by itself.
        throw conversation.unanswered ?? timedOut(hop, 'authenticating', loginSeconds);
      }
      if (status !== 0) throw new LoginRefused(conversation.unanswered);
    } finally {
      stop();
      over.abort();
      deadline.stop();
    }
  }
}
