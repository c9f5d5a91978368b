import { partialEngine } from '../../core/engine/partialEngine.ts';
import type { Container } from '../../../../src/core/engine/container.ts';
import type { Engine, EngineInfo } from '../../../../src/core/engine/engine.ts';
import type { Connection } from '../../../../src/core/ssh/connection.ts';
import type { Hop, Path } from '../../../../src/core/ssh/config/path.ts';
import type { Texts } from '../../../../src/extension/texts.ts';

export const idOf = (digit: string): string => digit.repeat(64);

export function container(over: Partial<Container> = {}): Container {
  return {
    id: idOf('a'),
    name: 'ws',
    image: 'ubuntu:22.04',
    state: 'running',
    status: 'Up 3 hours',
    ports: [],
    ...over,
  };
}

export function engineInfo(id = 'docker'): EngineInfo {
  return {
    id,
    kind: id.startsWith('podman') ? 'podman' : 'docker',
    rootless: id.endsWith('rootless'),
    version: '27.0.1',
    apiVersion: '1.46',
    socket: `/run/${id}.sock`,
  };
}

export function engine(id = 'docker'): Engine {
  return partialEngine({ info: engineInfo(id) });
}

const notUsed = (): never => {
  throw new Error('not used here');
};

/** The way to gpu1 through these jump hosts. */
export function path(...jumps: readonly string[]): Path {
  const hop = (name: string): Hop => ({
    name,
    hostName: name,
    port: 22,
    user: 'alice',
    via: 'direct',
    config: new Map(),
  });
  return { host: 'gpu1', hops: [...jumps, 'gpu1'].map(hop) };
}

export function connection(closed: AbortSignal): Connection {
  return {
    path: path('jump'),
    transport: { client: 'builtin', reason: '' },
    sharedHops: [],
    closed,
    run: notUsed,
    openProgram: notUsed,
    openSocket: notUsed,
  };
}

/** English, with its placeholders filled as `vscode.l10n.t` fills them. */
export const english: Texts = {
  t: (text, args = {}) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => String(args[name] ?? whole)),
};
