import type { Duplex } from 'node:stream';
import type { Path } from './path.ts';

export interface RunOptions {
  /** Written to the program's standard input, which is then closed. */
  readonly stdin?: string;
  /** The most that is kept of each output; more ends the program and throws. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export interface RunResult {
  /** Null when a signal ended the program. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An authenticated connection to a host, shared by everything that talks to it. */
export interface Connection {
  readonly path: Path;
  /** Aborted when the connection is gone; its reason is the DockhopError that says why. */
  readonly closed: AbortSignal;
  /**
   * Runs a program on the host. The far login shell, whatever it is, sees only plain words
   * (`[A-Za-z0-9@%+=:,./_-]+`, anything else is refused); what needs more goes on standard input.
   */
  run(words: readonly string[], options: RunOptions, signal: AbortSignal): Promise<RunResult>;
  /** A program's standard input and output as a stream; plain words as for `run`. */
  openProgram(words: readonly string[], signal: AbortSignal): Promise<Duplex>;
  /** A Unix socket of the host (OpenSSH PROTOCOL, section 2.4, direct-streamlocal). */
  openSocket(socketPath: string, signal: AbortSignal): Promise<Duplex>;
}

/** Where connections come from: one a hop, whoever asks. */
export interface Connections {
  /**
   * The connection to a host, made if there is none.
   * @throws DockhopError naming the hop that failed.
   */
  to(host: string, signal: AbortSignal): Promise<Connection>;
}
