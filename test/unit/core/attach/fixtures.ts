import { partialEngine } from '../engine/partialEngine.ts';
import type { EntryRecord } from '../../../../src/core/clientFiles/entry.ts';
import type { Container, ContainerDetails } from '../../../../src/core/engine/container.ts';
import type { Engine, EngineInfo } from '../../../../src/core/engine/engine.ts';
import { containerDetails } from '../container/containerDetails.ts';

export const idA = 'a'.repeat(64);
export const idB = `b${'0'.repeat(63)}`;

export function container(part: Partial<Container> = {}): Container {
  return {
    id: idA,
    name: 'trainer',
    image: 'pytorch',
    state: 'running',
    status: 'Up 2 hours',
    ports: [],
    ...part,
  };
}

export function details(part: Partial<ContainerDetails> = {}): ContainerDetails {
  return containerDetails({ id: idA, name: 'trainer', image: 'pytorch', ...part });
}

export function engineInfo(part: Partial<EngineInfo> = {}): EngineInfo {
  return {
    id: 'docker',
    kind: 'docker',
    rootless: false,
    version: '20.10',
    apiVersion: '1.41',
    socket: '/var/run/docker.sock',
    cli: '/usr/bin/docker',
    ...part,
  };
}

/** An engine that only lists: what finding a container needs. */
export function listingEngine(containers: readonly Container[], info: EngineInfo): Engine {
  return partialEngine({ info, listContainers: () => Promise.resolve(containers) });
}

export function record(part: Partial<EntryRecord> = {}): EntryRecord {
  return {
    alias: 'gpu1-trainer',
    host: 'gpu1',
    engine: 'docker',
    containerId: idA,
    containerName: 'trainer',
    user: 'root',
    uid: 0,
    route: 'exec',
    mode: 'root',
    directory: `/etc/dockhop/${idA}/0`,
    folder: '/work',
    ...part,
  };
}
