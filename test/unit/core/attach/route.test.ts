import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { execCommand, forwardCommand, straightCommand } from '../../../../src/core/attach/route.ts';
import { details, engineInfo, idA } from './fixtures.ts';

const overrides =
  '-o ControlMaster=no -o ClearAllForwardings=yes -o RemoteCommand=none -o PermitLocalCommand=no -o ForwardAgent=no -o Compression=no';
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

describe('forwardCommand', () => {
  it('goes through the host to an address', () => {
    expect(forwardCommand(ends, '172.17.0.2', 2222).join(' ')).toBe(
      `ssh -a -x -W 172.17.0.2:2222 ${overrides} -- gpu1`,
    );
  });

  it('refuses an address that needs brackets, and one that is none', () => {
    for (const odd of ['[::1]', '$(reboot)']) {
      expect(() => forwardCommand(ends, odd, 22)).toThrow(
        expect.objectContaining({ code: 'ENTRY_REFUSED' }),
      );
    }
  });
});

describe('straightCommand', () => {
  it('goes past the host from its last jump host', () => {
    const way = { options: ['-F', '/c', '-J', 'me@a:22'], destination: 'jump' };
    expect(straightCommand(ends, way, '10.0.0.5', 2201).join(' ')).toBe(
      `ssh -F /c -J me@a:22 -a -x -W 10.0.0.5:2201 ${overrides} -- jump`,
    );
  });
});
