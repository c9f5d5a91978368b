import type { Duplex } from 'node:stream';
import type { Engine } from '../engine/engine.ts';
import { hangUp, newMark, type ReachedContainer } from '../engine/streams/hangUp.ts';
import { systemEnvironment } from '../engine/streams/systemProgram.ts';
import { failure } from '../errors/dockhopError.ts';
import { listeningSockets, readSockets } from './listeningSockets.ts';
import { bestRelay, findRelays, relayCommand, type Relay } from './relay.ts';
import { nobodyListens } from './relayScripts.ts';

const maxBytes = 256 * 1024;
const timeoutMs = 20_000;
const hangUpMs = 10_000;

/** A container that runs, on an engine that can run programs in it. */
export interface ContainerPlace extends ReachedContainer {
  readonly engine: Pick<Engine, 'streams' | 'exec'>;
}

/** On which TCP ports of a container something listens. @throws as `Engine.exec`. */
export async function portsOf(
  { engine, container }: ContainerPlace,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const what = 'listing its ports';
  const request = {
    uid: 0,
    command: readSockets,
    env: systemEnvironment,
    maxBytes,
    timeoutMs,
    what,
  };
  const { stdout } = await engine.exec(container, request, signal);
  return listeningSockets(stdout);
}

/**
 * Finds what a container has to relay with. One without any of them has no bash either, in which an
 * editor's server could be installed; what its entry is good for then, `ssh -L` forwards a port by.
 * @throws FORWARD_UNFIT when it has nothing; as `Engine.exec`.
 */
export async function findRelay(
  { engine, container }: ContainerPlace,
  signal: AbortSignal,
): Promise<Relay> {
  const what = 'looking for a relay';
  const request = {
    uid: 0,
    command: findRelays,
    env: systemEnvironment,
    maxBytes,
    timeoutMs,
    what,
  };
  const { stdout } = await engine.exec(container, request, signal);
  const relay = bestRelay(stdout);
  if (relay) return relay;
  throw failure('FORWARD_UNFIT', { container: container.name });
}

export interface WayEvents {
  /** Nobody listens on the port. */
  readonly onRefused: (error: unknown) => void;
  /** The connection broke: the relay may still run, at the longest until its own limit. */
  readonly onLeft: (mark: string) => void;
}

/** Ends a relay that is still there. */
export function endRelay(place: ContainerPlace, mark: string): Promise<void> {
  return hangUp(place, undefined, mark, AbortSignal.timeout(hangUpMs));
}

/**
 * A stream to a port in a container, by a program there: so it reaches what listens for the
 * container alone, and needs neither an address nor a published port.
 */
export async function openWay(
  place: ContainerPlace,
  relay: Relay,
  port: number,
  signal: AbortSignal,
  { onRefused, onLeft }: WayEvents,
): Promise<Duplex> {
  const mark = newMark();
  const { engine, container } = place;
  const program = await engine.streams.openProgram(
    container,
    { command: relayCommand(relay, port, mark), env: systemEnvironment },
    signal,
  );
  const { stream } = program;
  stream.once('end', () => {
    const ended = program.exitCode(AbortSignal.timeout(timeoutMs)).then((code) => {
      if (code !== nobodyListens) return;
      onRefused(failure('PORT_SILENT', { container: container.name, port: String(port) }));
    });
    // Whether it was refused is not known where the engine is gone, and then that is what is told.
    ended.catch(() => undefined);
  });
  stream.once('close', () => {
    if (stream.readableEnded) return;
    endRelay(place, mark).catch(() => {
      onLeft(mark);
    });
  });
  return stream;
}
