import { userInfo } from 'node:os';
import type { Discovery } from './discovery.ts';
import { enginePipes, programOnPath } from './localPlaces.ts';

/**
 * The engines of this machine where it runs Windows, which has no shell for the search: the named
 * pipes of Docker Desktop and of podman's machine.
 */
export async function discoverOnWindows(): Promise<Discovery> {
  const [docker, podman, pipes] = await Promise.all([
    programOnPath('docker'),
    programOnPath('podman'),
    enginePipes(),
  ]);
  return {
    user: userInfo().username,
    isRoot: false,
    posixShell: false,
    ...(docker === undefined ? {} : { docker }),
    ...(podman === undefined ? {} : { podman }),
    sockets: pipes.map((pipe) => ({ path: pipe, allowed: true })),
    stores: [],
    elsewhere: [],
  };
}
