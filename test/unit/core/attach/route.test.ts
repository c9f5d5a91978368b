import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { execCommand, publishedCommand } from '../../../../src/core/attach/route.ts';
import { details, engineInfo, idA } from './fixtures.ts';

const overrides =
  '-o ControlMaster=no -o ClearAllForwardings=yes -o RemoteCommand=none -o PermitLocalCommand=no -o ForwardAgent=no';
const ends = {
  sshProgram: 'ssh',
  settings: {},
  host: 'gpu1',
  engine: engineInfo(),
  container: details(),
};
const prepared = { enterUid: 0, directory: `/etc/dockhop/${idA}/0` };

describe('execCommand', () => {
  it('goes through the host to the engine’s own command', () => {
    expect(execCommand(ends, prepared).join(' ')).toBe(
      `ssh -T -a -x ${overrides} -- gpu1 /usr/bin/docker -H unix:///var/run/docker.sock ` +
        `exec -i -e LD_LIBRARY_PATH=/lib -u 0 ${idA} /bin/sh /etc/dockhop/${idA}/0/enter`,
    );
  });

  it('speaks to podman through its service', () => {
    const engine = engineInfo({
      kind: 'podman',
      cli: '/usr/bin/podman',
      socket: '/run/user/1005/podman/podman.sock',
    });
    expect(execCommand({ ...ends, engine }, prepared)).toEqual(
      expect.arrayContaining([
        '/usr/bin/podman',
        '--remote',
        '--url',
        'unix:///run/user/1005/podman/podman.sock',
      ]),
    );
  });

  it('asks sudo on the host for an engine that only root may use', () => {
    const engine = engineInfo({ sudo: '/usr/bin/sudo' });
    expect(execCommand({ ...ends, engine }, prepared).join(' ')).toContain(
      ' -- gpu1 /usr/bin/sudo -n /usr/bin/docker -H unix:///var/run/docker.sock exec -i ',
    );
  });

  it('needs no ssh to this machine, but to a host of its name', () => {
    expect(execCommand({ ...ends, host: 'local' }, prepared).join(' ')).toBe(
      `/usr/bin/docker -H unix:///var/run/docker.sock exec -i -e LD_LIBRARY_PATH=/lib ` +
        `-u 0 ${idA} /bin/sh /etc/dockhop/${idA}/0/enter`,
    );
    const [first] = execCommand({ ...ends, host: 'ssh://local' }, prepared);
    expect(first).toBe('ssh');
  });

  it('hands the other ssh config on', () => {
    const settings = { configFile: '/home/me/lab/config' };
    expect(execCommand({ ...ends, settings }, prepared).slice(0, 3)).toEqual([
      'ssh',
      '-F',
      '/home/me/lab/config',
    ]);
  });

  it('writes nothing where the host has no engine command', () => {
    const { id, kind, rootless, version, apiVersion, socket } = engineInfo();
    const engine = { id, kind, rootless, version, apiVersion, socket };
    expect(() => execCommand({ ...ends, engine }, prepared)).toThrow(
      expect.objectContaining({ code: 'ROUTE_UNAVAILABLE' }),
    );
  });

  it('refuses every word that some shell or splitter could read otherwise', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => !/^[\w@%+=:,./-]+$/.test(text)),
        (odd) => {
          for (const part of [
            { host: odd },
            { engine: engineInfo({ cli: `/usr/bin/${odd}` }) },
            { engine: engineInfo({ socket: `/run/${odd}` }) },
            { settings: { configFile: `/home/${odd}` } },
          ]) {
            expect(() => execCommand({ ...ends, ...part }, prepared)).toThrow(
              expect.objectContaining({ code: 'ENTRY_REFUSED' }),
            );
          }
        },
      ),
    );
  });
});

describe('publishedCommand', () => {
  const published = (hostIp: string) =>
    details({ ports: [{ containerPort: 22, protocol: 'tcp', hostIp, hostPort: 2201 }] });

  it.each([
    ['0.0.0.0', '127.0.0.1:2201'],
    ['::', '127.0.0.1:2201'],
    ['127.0.0.1', '127.0.0.1:2201'],
    ['10.0.0.7', '10.0.0.7:2201'],
    ['$(reboot)', '127.0.0.1:2201'],
  ])('published on %s: through the host to %s', (hostIp, target) => {
    const words = publishedCommand({ ...ends, container: published(hostIp) }, 22);
    expect(words.join(' ')).toBe(`ssh -a -x -W ${target} ${overrides} -- gpu1`);
  });

  it('is no route on this machine, where no port is needed', () => {
    const container = published('0.0.0.0');
    expect(() => publishedCommand({ ...ends, host: 'local', container }, 22)).toThrow(
      expect.objectContaining({ code: 'ROUTE_UNAVAILABLE' }),
    );
  });

  it('needs the port to be published', () => {
    expect(() => publishedCommand(ends, 22)).toThrow(
      expect.objectContaining({ code: 'ROUTE_UNAVAILABLE' }),
    );
  });
});
