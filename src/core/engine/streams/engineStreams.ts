import type { Duplex, Readable } from 'node:stream';
import type { ContainerDetails } from '../container.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface ProgramRequest {
  /** A name or uid that the container knows; its own user where absent. */
  readonly user?: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it starts; by default in the container's own directory, which may be gone or closed to the user. */
  readonly directory?: string;
}

export interface TerminalRequest extends ProgramRequest {
  readonly size: TerminalSize;
}

/** A program that runs in a container until its end or ours. */
export interface ContainerProgram {
  /**
   * Its standard input and output. Ends where these do, and closes without an end where the
   * connection broke; destroying it takes both from the program, which an engine cannot end.
   */
  readonly stream: Duplex;
  /** Waits for its end. @throws DockhopError when the engine cannot say any more. */
  exitCode(signal: AbortSignal): Promise<number>;
}

/** A program without a terminal. */
export interface PipedProgram extends ContainerProgram {
  /** The first that it wrote to standard error so far. */
  stderr(): string;
}

/** A program with a terminal of its own. */
export interface TerminalProgram extends ContainerProgram {
  /** Tells the program how large its terminal is; nothing where it has ended meanwhile. */
  resize(size: TerminalSize, signal: AbortSignal): Promise<void>;
}

export interface LogOptions {
  /** How many of the last lines; all where absent. */
  readonly tail?: number;
  /** Seconds since 1970. */
  readonly since?: number;
  /** The engine's RFC 3339 time before each line. */
  readonly timestamps?: boolean;
}

/** Of a container, in seconds since 1970; 0 where it never was. */
export interface LastRun {
  readonly startedAt: number;
  /** Before that start, or after it where the container has stopped since. */
  readonly finishedAt: number;
}

export interface FollowedLogs {
  /** Of both outputs, as they come; ends with the container. Whoever stops reading, holds it up. */
  readonly stream: Readable;
  /** False where the container has a terminal, whose output is not in frames. */
  readonly framed: boolean;
}

/** What lasts: programs that are talked to, and output that is followed. */
export interface EngineStreams {
  /** @throws CONTAINER_STOPPED, CONTAINER_NOT_FOUND, ENGINE_REFUSED. */
  openTerminal(
    container: ContainerDetails,
    request: TerminalRequest,
    signal: AbortSignal,
  ): Promise<TerminalProgram>;
  /** @throws CONTAINER_STOPPED, CONTAINER_NOT_FOUND, ENGINE_REFUSED. */
  openProgram(
    container: ContainerDetails,
    request: ProgramRequest,
    signal: AbortSignal,
  ): Promise<PipedProgram>;
  /** @throws CONTAINER_NOT_FOUND. */
  lastRun(id: string, signal: AbortSignal): Promise<LastRun>;
  /** @throws CONTAINER_NOT_FOUND; ENGINE_REFUSED where the engine does not keep these logs. */
  followLogs(id: string, options: LogOptions, signal: AbortSignal): Promise<FollowedLogs>;
  /** Why a stream closed before its end: the signal's reason, or a DockhopError. */
  lost(error: unknown, signal: AbortSignal): Promise<unknown>;
}
