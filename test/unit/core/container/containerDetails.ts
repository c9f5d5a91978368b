import type { ContainerDetails } from '../../../../src/core/engine/container.ts';

export function containerDetails(change: Partial<ContainerDetails> = {}): ContainerDetails {
  return {
    id: 'ab'.repeat(32),
    name: 'box',
    image: 'image',
    state: 'running',
    startedAt: '2026-01-01T00:00:00Z',
    ports: [],
    env: [],
    user: '',
    workingDir: '',
    mountPoints: [],
    networkMode: 'bridge',
    addresses: [],
    ipcMode: 'private',
    ...change,
  };
}
