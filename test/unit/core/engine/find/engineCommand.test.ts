import { expect, test } from 'vitest';
import { engineCommand } from '../../../../../src/core/engine/find/engineCommand.ts';
import { engineInfo } from '../../attach/fixtures.ts';

const podman = { kind: 'podman', cli: '/usr/bin/podman' } as const;
const pipe = '//./pipe/docker_engine';

test.each([
  ['Docker', engineInfo(), '/usr/bin/docker -H unix:///var/run/docker.sock'],
  [
    'Docker for root only',
    engineInfo({ sudo: '/usr/bin/sudo' }),
    '/usr/bin/sudo -n /usr/bin/docker -H unix:///var/run/docker.sock',
  ],
  [
    'podman with a service',
    engineInfo({ ...podman, socket: '/run/p.sock' }),
    '/usr/bin/podman --remote --url unix:///run/p.sock',
  ],
  // Whose service ends with Dockhop, and whose entry must not.
  [
    'podman without a service',
    engineInfo({ ...podman, socket: '/run/dockhop-1/p.sock', serviceless: true }),
    '/usr/bin/podman --remote=false',
  ],
  [
    'podman for root only',
    engineInfo({ ...podman, sudo: '/usr/bin/sudo' }),
    '/usr/bin/sudo -n /usr/bin/podman --remote=false',
  ],
  ['Docker Desktop on Windows', engineInfo({ socket: pipe }), `/usr/bin/docker -H npipe://${pipe}`],
])('%s', (_, engine, words) => {
  expect(engineCommand(engine)?.join(' ')).toBe(words);
});

test('an engine whose command is not there has none', () => {
  const { id, kind, rootless, version, apiVersion, socket } = engineInfo();
  expect(engineCommand({ id, kind, rootless, version, apiVersion, socket })).toBeUndefined();
});
