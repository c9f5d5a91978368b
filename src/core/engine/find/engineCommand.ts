import type { EngineInfo } from '../engine.ts';

/**
 * The words that run an engine's own command on its host, for this engine and no other: the socket is
 * named even where it is the default, as DOCKER_HOST or a context of the host must not decide.
 *
 * podman needs no service to reach containers, so one that has none of its own, or that only root
 * may use, does without. (`--remote=false`: a CONTAINER_HOST would make it look for a service.)
 *
 * @returns undefined where the host has no such command.
 */
export function engineCommand(engine: EngineInfo): readonly string[] | undefined {
  const { kind, cli, socket, sudo, serviceless } = engine;
  if (cli === undefined) return undefined;
  const asRoot = sudo === undefined ? [] : [sudo, '-n'];
  const alone = kind === 'podman' && (serviceless === true || sudo !== undefined);
  return [...asRoot, cli, ...(alone ? ['--remote=false'] : atSocket(kind, socket))];
}

/** The options by which an engine's own command finds a socket. */
export function atSocket(kind: EngineInfo['kind'], socket: string): readonly string[] {
  const url = socket.startsWith('//./pipe/') ? `npipe://${socket}` : `unix://${socket}`;
  return kind === 'podman' ? ['--remote', '--url', url] : ['-H', url];
}
