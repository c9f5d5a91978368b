import { expect, it } from 'vitest';
import { dockerBody } from '../../../../../src/core/engine/create/dockerBody.ts';
import { podmanBody } from '../../../../../src/core/engine/create/podmanBody.ts';
import type { RunRequest } from '../../../../../src/core/engine/create/runRequest.ts';

const request: RunRequest = {
  ...{ image: 'trainer:v1', name: 'trainer', gpus: ['0', '2'], idle: false },
  mounts: [
    { source: 'data', target: '/data', readOnly: true },
    { source: '/srv', target: '/srv', readOnly: false },
  ],
  ports: [{ hostIp: '127.0.0.1', hostPort: 8080, containerPort: 80, protocol: 'tcp' }],
  sharedMemory: 1024,
};

it('Docker is asked for GPUs as `docker run --gpus` asks, for ports on their address alone', () => {
  expect(dockerBody(request)).toMatchObject({
    ...{ Image: 'trainer:v1', Tty: true, OpenStdin: true, ExposedPorts: { '80/tcp': {} } },
    HostConfig: {
      DeviceRequests: [{ Driver: '', DeviceIDs: ['0', '2'], Capabilities: [['gpu']] }],
      PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }] },
      Mounts: [
        { Type: 'volume', Source: 'data', Target: '/data', ReadOnly: true },
        { Type: 'bind', Source: '/srv', Target: '/srv', ReadOnly: false },
      ],
      ShmSize: 1024,
    },
  });
  const all = { Count: -1, Capabilities: [['gpu']] };
  expect(dockerBody({ ...request, gpus: 'all' })).toMatchObject({
    HostConfig: { DeviceRequests: [all] },
  });
  expect(dockerBody({ ...request, gpus: 'none' })).toMatchObject({
    HostConfig: { DeviceRequests: [] },
  });
});

it('podman is asked for GPUs by their CDI names', () => {
  expect(podmanBody(request)).toMatchObject({
    devices: [{ path: 'nvidia.com/gpu=0' }, { path: 'nvidia.com/gpu=2' }],
    portmappings: [{ host_ip: '127.0.0.1', host_port: 8080, container_port: 80, protocol: 'tcp' }],
    mounts: [{ type: 'bind', source: '/srv', destination: '/srv', options: ['rbind', 'rw'] }],
    volumes: [{ Name: 'data', Dest: '/data', Options: ['ro'] }],
    shm_size: 1024,
  });
  expect(podmanBody({ ...request, gpus: 'all' })).toMatchObject({
    devices: [{ path: 'nvidia.com/gpu=all' }],
  });
});

it('what is to stay up runs nothing of the image', () => {
  const idle = { ...request, idle: true };
  expect(dockerBody(idle)).toMatchObject({ Entrypoint: ['sleep', 'infinity'], Cmd: [] });
  expect(podmanBody(idle)).toMatchObject({ entrypoint: ['sleep', 'infinity'], command: [] });
});
