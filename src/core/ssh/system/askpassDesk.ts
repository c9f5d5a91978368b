import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import * as v from 'valibot';
import { askpassProgram, askpassScript, askpassVariables } from './askpassHelper.ts';
import type { AskpassCall } from './askpassQuestion.ts';
import { makeProgramDirectory, type PrivateDirectory } from '../privateDirectory.ts';

/** More than any question of ssh. */
const maxQuestion = 64 * 1024;

const Call = v.object({ token: v.string(), text: v.string(), hint: v.string() });

/**
 * Answers one question of an ssh: what it is to be told; `undefined` when there is no answer, and
 * then ssh has been ended already. The signal aborts when ssh does not wait for it any more.
 */
export type AnswerAskpass = (call: AskpassCall, signal: AbortSignal) => Promise<string | undefined>;

/**
 * Where the askpass helpers of the ssh programs that we start come to ask (ssh(1), SSH_ASKPASS): a
 * Unix socket in a directory of this user alone. Each ssh has a word of its own to be known by.
 */
export class AskpassDesk {
  readonly #directory: PrivateDirectory;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #askers = new Map<string, AnswerAskpass>();

  private constructor(directory: PrivateDirectory) {
    this.#directory = directory;
    this.#server = createServer((socket) => {
      this.#receive(socket);
    });
  }

  /** Opens one, with the helper in a private directory. */
  static async open(): Promise<AskpassDesk> {
    const directory = await makeProgramDirectory('askpass', askpassProgram);
    const desk = new AskpassDesk(directory);
    try {
      await desk.#open();
      return desk;
    } catch (error) {
      await directory.remove();
      throw error;
    }
  }

  async #open(): Promise<void> {
    await writeFile(this.#file('askpass.cjs'), askpassScript, { mode: 0o600 });
    this.#server.listen(this.#file('askpass.sock'));
    await once(this.#server, 'listening');
  }

  /** The environment for one ssh whose questions are answered so. */
  environmentFor(answer: AnswerAskpass): Readonly<Record<string, string>> {
    const token = randomBytes(16).toString('hex');
    this.#askers.set(token, answer);
    return {
      SSH_ASKPASS: this.#file('askpass'),
      SSH_ASKPASS_REQUIRE: 'force',
      // Before 8.4 ssh uses its askpass program only where there seems to be a display.
      DISPLAY: process.env['DISPLAY'] ?? 'dockhop:0',
      [askpassVariables.node]: process.execPath,
      [askpassVariables.script]: this.#file('askpass.cjs'),
      [askpassVariables.socket]: this.#file('askpass.sock'),
      [askpassVariables.token]: token,
    };
  }

  /** Nothing is asked any more; questions that are open are withdrawn. */
  async close(): Promise<void> {
    this.#askers.clear();
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    await this.#directory.remove();
  }

  #file(name: string): string {
    return path.join(this.#directory.path, name);
  }

  #receive(socket: Socket): void {
    this.#sockets.add(socket);
    const gone = new AbortController();
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      gone.abort();
    });
    let text = '';
    socket.setEncoding('utf8').on('data', (more: string) => {
      const isWhole = text.includes('\n');
      text += more;
      if (isWhole || text.length > maxQuestion) socket.destroy();
      else if (text.includes('\n')) void this.#reply(text, socket, gone.signal);
    });
  }

  async #reply(line: string, socket: Socket, signal: AbortSignal): Promise<void> {
    const call = parseCall(line);
    const answer = call && this.#askers.get(call.token);
    const text = answer && (await answer(call, signal).catch(() => undefined));
    if (text === undefined) socket.destroy();
    else socket.end(`${JSON.stringify(text)}\n`);
  }
}

function parseCall(line: string): v.InferOutput<typeof Call> | undefined {
  try {
    return v.parse(Call, JSON.parse(line));
  } catch {
    // Not our helper: it gets no answer.
    return undefined;
  }
}
