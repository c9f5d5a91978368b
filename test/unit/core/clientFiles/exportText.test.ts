import SSHConfig from 'ssh-config';
import { describe, expect, it } from 'vitest';
import { entryText } from '../../../../src/core/clientFiles/entryText.ts';
import { copyText, exportText } from '../../../../src/core/clientFiles/exportText.ts';
import { withOwnLines } from '../../../../src/core/clientFiles/entriesText.ts';
import { entryFor, hostKey } from './values.ts';

const files = { identityFile: '/home/alice/.ssh/key', knownHostsFile: '/home/alice/.ssh/pin' };
const entry = entryFor('gpu1-ws', {
  proxyCommand: ['ssh', '-F', '/home/alice/config', '-T', '--', 'gpu1', '/usr/bin/docker', 'exec'],
});
const block = withOwnLines(entryText(entry, files), ['  SetEnv SECRET=mine', '  # /home/alice']);
const knownHosts = `gpu1-ws ${hostKey}\n`;

describe('an exported entry', () => {
  const text = exportText({ alias: 'gpu1-ws', block, knownHosts });

  it('has nothing of this machine in it, nor of the person', () => {
    expect(text).not.toMatch(/alice|SECRET/);
  });

  it('says where the host key and the key go, and what host is needed', () => {
    expect(text).toContain(knownHosts.trim());
    expect(text).toContain('“gpu1” must be a host of your ssh config');
  });

  it('is an entry once it is filled in', () => {
    const found = SSHConfig.parse(text).compute('gpu1-ws');
    expect(found).toMatchObject({
      HostName: 'gpu1-ws',
      IdentityFile: ['PATH-OF-YOUR-PRIVATE-KEY'],
      UserKnownHostsFile: 'PATH-OF-A-FILE-WITH-THE-LINE-ABOVE',
      StrictHostKeyChecking: 'yes',
      ProxyCommand: 'ssh -T -- gpu1 /usr/bin/docker exec',
    });
  });

  it('goes by the ssh of the other machine', () => {
    const windows = entryFor('gpu1-ws', {
      proxyCommand: ['C:/Program Files/OpenSSH/ssh.exe', '-T', '--', 'gpu1', 'docker'],
    });
    const theirs = entryText(windows, files, 'win32');
    expect(exportText({ alias: 'gpu1-ws', block: theirs, knownHosts })).toContain(
      '  ProxyCommand ssh -T -- gpu1 docker\n',
    );
  });
});

it('a copied entry is the entry with the own lines, without our marks', () => {
  const text = copyText('gpu1-ws', block);
  expect(text).toMatch(/^Host gpu1-ws\n {2}SetEnv SECRET=mine\n/);
  expect(text).not.toMatch(/>>>|<<</);
});
