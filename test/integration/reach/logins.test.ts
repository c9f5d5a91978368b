/** The doors of the lab are what they say: the laptop's own ssh goes through each, and the lab counts what was typed. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  doorLog,
  doorPassword,
  hasSecurityKey,
  kerberosEnvironment,
  otpCode,
  reachHosts,
  reachSshConfig,
  securityKey,
  signIns,
  type DoorUser,
} from '../../lab/doors.ts';
import { run, type Finished } from '../laptop.ts';
import { useReachLab } from './reachLab.ts';

const directory = useReachLab();

let askpass = '';

beforeAll(async () => {
  askpass = path.join(directory(), 'askpass');
  // The secrets lie beside it: nothing that is typed is ever an argument.
  const script = [
    '#!/bin/sh',
    `echo "$1" >>'${directory()}/asked'`,
    `case $1 in *ode:*) cat '${directory()}/code' ;; *) cat '${directory()}/password' ;; esac`,
  ];
  await writeFile(askpass, `${script.join('\n')}\n`, { mode: 0o700 });
});

/** ssh as a person uses it who types what is asked for. */
async function ssh(host: string, typed: { password: string; code: string }): Promise<Finished> {
  await writeFile(path.join(directory(), 'password'), `${typed.password}\n`, { mode: 0o600 });
  await writeFile(path.join(directory(), 'code'), `${typed.code}\n`, { mode: 0o600 });
  const env = { ...process.env, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' };
  const args = ['-F', reachSshConfig, '-o', 'NumberOfPasswordPrompts=1', '--', host, 'id', '-un'];
  return run('ssh', args, { ...env, ...kerberosEnvironment });
}

describe('who types the right things is let in, and counted', () => {
  const typed: readonly (readonly [string, DoorUser, number])[] = [
    [reachHosts.jumpOtp, 'otto', 1],
    [reachHosts.jumpOtpOlga, 'olga', 1],
    [reachHosts.jumpPassword, 'pat', 0],
    [reachHosts.jumpKeyOtp, 'kim', 1],
  ];

  test.each(typed)('%s', async (host, user, conversations) => {
    const before = await signIns(user);
    const right = { password: await doorPassword(), code: await otpCode() };
    expect(await ssh(host, right)).toMatchObject({ code: 0, stdout: `${user}\n` });
    expect(await signIns(user)).toEqual({
      conversations: before.conversations + conversations,
      accepted: before.accepted + 1,
      refused: before.refused,
    });
  });

  test.each([
    ['a wrong password', async () => ({ password: 'wrong', code: await otpCode() })],
    ['a wrong code', async () => ({ password: await doorPassword(), code: '000000' })],
  ])('%s is refused', async (_name, wrong) => {
    const before = await signIns('olga');
    expect(await ssh(reachHosts.jumpOtpOlga, await wrong())).toMatchObject({ code: 255 });
    const after = await signIns('olga');
    expect(after).toMatchObject({ accepted: before.accepted });
    expect(after.refused).toBeGreaterThan(before.refused);
  });
});

describe('who has the right thing is let in without a word', () => {
  const hosts = [
    [reachHosts.jumpCertificate, 'cora'],
    [reachHosts.jumpCertificateBoth, 'cora'],
    [reachHosts.jumpKerberos, 'kerry'],
    [reachHosts.jumpPostQuantum, 'jumper'],
    [reachHosts.gpu1Certificate, 'alice'],
    [reachHosts.gpu1Kerberos, 'alice'],
    [reachHosts.gpu1PostQuantum, 'alice'],
  ] as const;

  test.each(hosts)('%s', async (host, user) => {
    const nothing = { password: '', code: '' };
    expect(await ssh(host, nothing)).toMatchObject({ code: 0, stdout: `${user}\n` });
  });

  test('jump-security-key', async (context) => {
    if (!(await hasSecurityKey())) context.skip('this ssh was built without security keys');
    const nothing = { password: '', code: '' };
    const { stdout } = await ssh(reachHosts.jumpSecurityKey, nothing);
    expect(stdout).toBe('fido\n');
    const listed = await run('ssh-keygen', ['-lf', `${securityKey.file}.pub`]);
    const fingerprint = listed.stdout.split(' ')[1];
    expect(await doorLog('people')).toContain(`ssh2: ED25519-SK ${fingerprint ?? 'none'}`);
  });
});
