import { idleCommand } from './dockerBody.ts';
import type { RunGpus, RunRequest } from './runRequest.ts';

/**
 * What podman is asked for: the body of `POST /libpod/containers/create`. Its API of Docker's shape
 * has no place for CDI devices, which GPUs are there.
 *
 * @see https://docs.podman.io/en/latest/_static/api.html SpecGenerator
 * @see https://github.com/cncf-tags/container-device-interface qualified device names.
 */
export function podmanBody(request: RunRequest): object {
  const { image, name, gpus, mounts, ports, sharedMemory, idle } = request;
  const isDirectory = (source: string): boolean => source.startsWith('/');
  const access = (readOnly: boolean): string => (readOnly ? 'ro' : 'rw');
  return {
    image,
    name,
    terminal: true,
    stdin: true,
    ...(idle ? { entrypoint: idleCommand, command: [] } : {}),
    portmappings: ports.map(({ hostIp, hostPort, containerPort, protocol }) => ({
      ...{ host_ip: hostIp, container_port: containerPort, protocol },
      ...(hostPort === 0 ? {} : { host_port: hostPort }),
    })),
    mounts: mounts
      .filter(({ source }) => isDirectory(source))
      .map(({ source, target, readOnly }) => ({
        ...{ type: 'bind', source, destination: target },
        options: ['rbind', access(readOnly)],
      })),
    volumes: mounts
      .filter(({ source }) => !isDirectory(source))
      .map(({ source, target, readOnly }) => ({
        ...{ Name: source, Dest: target, Options: [access(readOnly)] },
      })),
    ...(sharedMemory === undefined ? {} : { shm_size: sharedMemory }),
    devices: cdiNames(gpus).map((path) => ({ path })),
  };
}

function cdiNames(gpus: RunGpus): readonly string[] {
  if (gpus === 'none') return [];
  return (gpus === 'all' ? ['all'] : gpus).map((gpu) => `nvidia.com/gpu=${gpu}`);
}
