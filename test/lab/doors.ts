/**
 * The machine `doors` as tests see it: hosts that are harder to reach, what their people would type,
 * and what the SSH servers saw of it.
 */
import { createHmac } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { labDirectory, onMachine, publishedPort } from './lab.ts';

/** For `ssh -F`: the hosts below, and at its end the lab's plain config with all of its hosts. */
export const reachSshConfig = path.join(labDirectory, 'ssh', 'config.reach');

/** Host names of that config, but for gpu3 and gpu4, which are in laterEngines.ts. */
export const reachHosts = {
  /** otto: password, then one-time code, each in a round of keyboard-interactive; the code is echoed. */
  jumpOtp: 'jump-otp',
  /** olga, who logs in like otto: for a test that counts logins while others use otto. */
  jumpOtpOlga: 'jump-otp-olga',
  /** pat: the method `password` and nothing else. */
  jumpPassword: 'jump-password',
  /** kim: the lab's key first, then as otto. */
  jumpKeyOtp: 'jump-key-otp',
  /** cora: a certificate of the user only. */
  jumpCertificate: 'jump-certificate',
  /** cora again, and known_hosts has the authority that signed the host's key, not the key. */
  jumpCertificateBoth: 'jump-certificate-both',
  /** fido: a security key, which is a library here; see {@link hasSecurityKey}. */
  jumpSecurityKey: 'jump-security-key',
  /** kerry: a Kerberos ticket; ssh needs {@link kerberosEnvironment}. */
  jumpKerberos: 'jump-kerberos',
  /** Key exchange with sntrup761x25519-sha512@openssh.com only. */
  jumpPostQuantum: 'jump-post-quantum',
  /** MaxStartups 2:100:2. */
  jumpFew: 'jump-few',
  /** MaxStartups 10:30:60. */
  jumpCrowd: 'jump-crowd',
  /** solo: MaxSessions 1. */
  jumpOne: 'jump-one',
  /** mena: a menu instead of a shell, which waits for a choice. */
  jumpMenu: 'jump-menu',
  /** fox: one program, whatever is asked for; it says so and ends with 3. */
  jumpForced: 'jump-forced',
  /** The second and third of three jump hosts; {@link reachHosts.gpu1Far} is behind them. */
  jumpB: 'jump-b',
  jumpC: 'jump-c',

  /** alice, each through the jump host of that name. */
  gpu1Otp: 'gpu1-otp',
  gpu1Password: 'gpu1-password',
  gpu1KeyOtp: 'gpu1-key-otp',
  gpu1Certificate: 'gpu1-certificate',
  gpu1SecurityKey: 'gpu1-security-key',
  gpu1Kerberos: 'gpu1-kerberos',
  gpu1PostQuantum: 'gpu1-post-quantum',
  gpu1Few: 'gpu1-few',
  gpu1Crowd: 'gpu1-crowd',
  gpu1One: 'gpu1-one',
  gpu1Far: 'gpu1-far',
  /** root with podman, through jump-otp. */
  gpu2Otp: 'gpu2-otp',
  /** alice, by the recipe's ProxyCommand through jump-otp: its inner ssh asks by itself. */
  gpu1OtpNc: 'gpu1-otp-nc',
} as const;

/** Somebody with an account on `doors` who is let in by its first SSH server. */
export type DoorUser =
  'jumper' | 'otto' | 'olga' | 'pat' | 'kim' | 'fido' | 'solo' | 'mena' | 'fox';

/** The SSH servers of `doors`, in the order of their ports on 127.0.0.1. */
const doors = ['people', 'certificates', 'post-quantum', 'few', 'crowd', 'kerberos'] as const;
export type Door = (typeof doors)[number];

/** Where the client reaches one of them: a port of 127.0.0.1. All show the same host key. */
export async function doorPort(door: Door): Promise<number> {
  return (await publishedPort('doors')) + doors.indexOf(door);
}

/** The public half of their host key, as known_hosts has it: type and base64. */
export async function doorHostKey(): Promise<string> {
  const file = path.join(labDirectory, 'hostKeys', 'doors', 'ssh_host_ed25519_key.pub');
  return (await readFile(file, 'utf8')).split(' ', 2).join(' ');
}

/** The key that signs certificates of hosts and of persons: for `ssh-keygen -s`; its public half has `.pub` after it. */
export const certificateAuthority = path.join(labDirectory, 'ca', 'ca');

/** What ssh needs in its environment to use the ticket of `jump-kerberos`; the ticket is good for a day after `up`. */
export const kerberosEnvironment = {
  KRB5_CONFIG: path.join(labDirectory, 'ssh', 'krb5.conf'),
  KRB5CCNAME: path.join(labDirectory, 'ssh', 'ticket'),
} as const;

/** The library that is a security key without hardware, and the key file that goes with it. */
export const securityKey = {
  provider: path.join(labDirectory, 'ssh', 'securityKey.so'),
  file: path.join(labDirectory, 'ssh', 'id_security_key'),
} as const;

/** False where this machine's ssh was built without security keys. */
export async function hasSecurityKey(): Promise<boolean> {
  return stat(securityKey.file).then(
    () => true,
    () => false,
  );
}

/** The password of everybody there; it has spaces, quotes and a dollar sign. */
export async function doorPassword(): Promise<string> {
  return (await readFile(path.join(labDirectory, 'secrets', 'password'), 'utf8')).trimEnd();
}

/**
 * The one-time code of this moment (RFC 6238: SHA-1, 30 s, 6 digits). It is good for 30 s more after its own,
 * and any number of times.
 */
export async function otpCode(): Promise<string> {
  const file = path.join(labDirectory, 'secrets', 'one-time-codes');
  const [secret = ''] = (await readFile(file, 'utf8')).split('\n');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const start = digest.readUInt8(digest.length - 1) & 0xf;
  return String((digest.readUInt32BE(start) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

/** RFC 4648, section 6; as many bits as there are whole bytes of. */
function fromBase32(text: string): Buffer {
  const toBits = (digit: string): string =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(digit).toString(2).padStart(5, '0');
  const bits = Array.from(text.replace(/=+$/, ''), toBits).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

export interface SignIns {
  /** Conversations of keyboard-interactive that were begun: each asks for a password, then for a code. */
  readonly conversations: number;
  /** Logins that succeeded, by whatever method. */
  readonly accepted: number;
  /** Attempts with a wrong password or code. */
  readonly refused: number;
}

/** What the SSH server saw of a person since the lab is up: compare before and after. A login counts once a session is open. */
export async function signIns(user: DoorUser): Promise<SignIns> {
  const log = await doorLog('people');
  const count = (what: RegExp): number =>
    log.split('\n').filter((line) => what.test(line) && line.includes(` for ${user} from `)).length;
  return {
    conversations: count(/^Postponed keyboard-interactive for /),
    accepted: count(/^Accepted (?!key )/),
    refused: count(/^Failed (password|keyboard-interactive)/),
  };
}

/** All that one of the SSH servers has logged since the lab is up, at level VERBOSE. */
export async function doorLog(door: Door): Promise<string> {
  return onMachine('doors', 'cat', `/var/log/sshd-${door}.log`);
}
