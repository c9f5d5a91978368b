import type { RunGpus, RunRequest } from './runRequest.ts';

/** A program that does nothing, in images of every kind. */
export const idleCommand = ['sleep', 'infinity'];

/** What Docker is asked for: the body of `POST /containers/create`. */
export function dockerBody(request: RunRequest): object {
  const { image, gpus, mounts, ports, sharedMemory, idle } = request;
  const key = ({ containerPort, protocol }: RunRequest['ports'][number]): string =>
    `${containerPort}/${protocol}`;
  const keys = [...new Set(ports.map(key))];
  const bindings = (wanted: string): object[] =>
    ports
      .filter((port) => key(port) === wanted)
      .map(({ hostIp, hostPort }) => ({
        HostIp: hostIp,
        HostPort: hostPort === 0 ? '' : String(hostPort),
      }));
  return {
    Image: image,
    // A shell, which is what most images run, ends at once without these.
    Tty: true,
    OpenStdin: true,
    ...(idle ? { Entrypoint: idleCommand, Cmd: [] } : {}),
    ExposedPorts: Object.fromEntries(keys.map((one) => [one, {}])),
    HostConfig: {
      PortBindings: Object.fromEntries(keys.map((one) => [one, bindings(one)])),
      Mounts: mounts.map(({ source, target, readOnly }) => ({
        Type: source.startsWith('/') ? 'bind' : 'volume',
        Source: source,
        Target: target,
        ReadOnly: readOnly,
      })),
      ...(sharedMemory === undefined ? {} : { ShmSize: sharedMemory }),
      DeviceRequests: deviceRequests(gpus),
    },
  };
}

function deviceRequests(gpus: RunGpus): object[] {
  if (gpus === 'none') return [];
  const which = gpus === 'all' ? { Count: -1 } : { DeviceIDs: gpus };
  return [{ Driver: '', ...which, Capabilities: [['gpu']] }];
}
