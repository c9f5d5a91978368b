import type { Duplex } from 'node:stream';
import type { Hop, Path } from './config/path.ts';

export interface RunOptions {
  /** Written to the program's standard input, which is then closed. */
  readonly stdin?: string;
  /** The most that is kept of each output; more ends the program and throws. */
  readonly maxBytes: number;
  /**
   * The far login shell is known to read quotes as POSIX says. Then the script that `sh -s` is given may go in the
   * command line, which saves a round trip: a session has room for input only once its program runs.
   */
  readonly posixShell?: boolean;
  readonly timeoutMs: number;
  /** Told what comes of either output, as it comes: of use where the program may never end. */
  readonly onOutput?: (chunk: Buffer) => void;
}

export interface RunResult {
  /** Null when a signal ended the program. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Who speaks SSH for a connection, and why. */
export interface Transport {
  /** `builtin`: ssh2 in this process. `system`: the ssh program. `none`: this machine itself. */
  readonly client: 'builtin' | 'system' | 'none';
  /** Why it was chosen, in a few English words for the person. */
  readonly reason: string;
}

/** An authenticated connection to a host, shared by everything that talks to it. */
export interface Connection {
  readonly path: Path;
  readonly transport: Transport;
  /**
   * Names of the hops on the way, the host included, whose login a person typed something for and
   * whose connection is shared with the system's ssh: an entry must use the shared configuration.
   */
  readonly sharedHops: readonly string[];
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

/** How a connection is used: somebody begins to, somebody does, nobody does. */
export type Use = 'begins' | 'used' | 'unused';

/** A connection to a hop, which also carries what lies behind it. */
export interface HopConnection extends Connection {
  /**
   * A TCP connection from here to the next hop.
   * @throws FORWARDING_REFUSED naming this hop, JUMP_UNREACHABLE naming the next.
   */
  openForward(next: Hop, signal: AbortSignal): Promise<Duplex>;
  /** Asks for a sign of life: any answer will do. Silence ends the connection. */
  feelPulse(): Promise<void>;
  /**
   * Called as somebody begins to use the connection, or what it carries, and every few seconds. A hop that has said
   * nothing for a while is asked for a sign of life, and no later than its ServerAliveInterval wants.
   * Where somebody uses it, silence ends the connection after 37 to 42 seconds, or 43 to 48 where it
   * carries others; and up to 10 later where the hop that carries it is asked first, which may be to blame.
   * @param nextMs in how many milliseconds it will be called again.
   */
  keepAlive(use: Use, nextMs: number): void;
  /** Ends the connection and everything on it; resolves when nothing of it is left. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Nobody asked for it just now: nobody is asked anything on the way either (ANSWER_NEEDED). */
  readonly unasked?: boolean;
  /** Somebody watches the connection until this aborts: till then it is not idle. */
  readonly until?: AbortSignal;
}

/** Where connections come from: one a hop, whoever asks. */
export interface Connections {
  /**
   * The connection to a host, made if there is none. One that nobody uses for a while is closed.
   * @throws DockhopError naming the hop that failed.
   */
  to(host: string, signal: AbortSignal, options?: ConnectOptions): Promise<Connection>;
}
