import { describe, expect, it } from 'vitest';
import type { SharedBase } from '../../../../../src/core/container/configure/directory.ts';
import { sessionEnvironment } from '../../../../../src/core/container/configure/environment.ts';
import { parseOpensshVersion } from '../../../../../src/core/container/look/opensshVersion.ts';
import { sshdConfig } from '../../../../../src/core/container/configure/sshdConfig.ts';

function configFor(
  release: string,
  env: readonly string[] = [],
  base: SharedBase = '/etc/dockhop',
) {
  const version = parseOpensshVersion(release);
  if (!version) throw new Error(`${release} is no version`);
  const environment = sessionEnvironment(env, version);
  return sshdConfig({ base, directory: `${base}/id/0`, user: 'dev', version, environment });
}

describe('the configuration of sshd', () => {
  it('lets one user in, by key only', () => {
    const lines = configFor('OpenSSH_9.2p1').split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'AllowUsers dev',
        'AuthenticationMethods publickey',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'PermitRootLogin prohibit-password',
        'UsePAM no',
        'AllowAgentForwarding no',
        'HostKey /etc/dockhop/id/0/hostkey',
        'AuthorizedKeysFile /etc/dockhop/id/0/authorized_keys',
        'StrictModes yes',
      ]),
    );
    expect(lines.at(-1)).toBe('');
  });

  it('has no check of its own where a directory above is for all, which is refused whatever lies in it', () => {
    for (const base of ['/run/dockhop', '/dev/shm/dockhop', '/tmp/dockhop'] as const) {
      expect(configFor('OpenSSH_9.2p1', [], base)).toContain('\nStrictModes no\n');
    }
  });

  it('says what old releases understand', () => {
    expect(configFor('OpenSSH_8.6p1')).toContain('ChallengeResponseAuthentication no');
    expect(configFor('OpenSSH_8.7p1')).not.toContain('ChallengeResponse');
  });

  it('has the environment on one line, and only where it counts', () => {
    const env = ['PATH=/bin', 'B=two words'];
    expect(configFor('OpenSSH_9.2p1', env)).toContain(
      '\nSetEnv PATH="/bin" DOCKHOP_PATH="/bin" B="two words"\n',
    );
    expect(configFor('OpenSSH_8.4p1', env)).toContain(
      '\nPermitUserEnvironment PATH,DOCKHOP_PATH,B\n',
    );
    expect(configFor('OpenSSH_7.4p1', env)).toContain('\nPermitUserEnvironment yes\n');
    expect(configFor('OpenSSH_8.4p1')).not.toMatch(/SetEnv|PermitUserEnvironment/);
  });
});
