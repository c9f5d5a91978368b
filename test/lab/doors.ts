/**
 * The machine `doors` as tests see it: hosts that are harder to reach, what their people would type,
 * and what the SSH servers saw of it.
 */
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { labDirectory, onMachine } from './lab.ts';

/** For `ssh -F`: the hosts below, and at its end the lab's plain config with all of its hosts. */
export const reachSshConfig = path.join(labDirectory, 'ssh', 'config.reach');

/** Host names of that config. */
export const reachHosts = {
  /** otto: password, then one-time code, each in a round of keyboard-interactive; the code is echoed. */
  jumpOtp: 'jump-otp',
  /** olga, who logs in like otto: for a test that counts logins while others use otto. */
  jumpOtpOlga: 'jump-otp-olga',
  /** pat: the method `password` and nothing else. */
  jumpPassword: 'jump-password',
  /** kim: the lab's key first, then as otto. */
  jumpKeyOtp: 'jump-key-otp',
  /** alice, through jump-otp. */
  gpu1Otp: 'gpu1-otp',
  /** root with podman, through jump-otp. */
  gpu2Otp: 'gpu2-otp',
  /** alice, by the recipe's ProxyCommand through jump-otp: its inner ssh asks by itself. */
  gpu1OtpNc: 'gpu1-otp-nc',
} as const;

/** Somebody with an account on `doors`. */
export type DoorUser = 'otto' | 'olga' | 'pat' | 'kim';

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
  const log = await onMachine('doors', 'cat', '/var/log/sshd-people.log');
  const count = (what: RegExp): number =>
    log.split('\n').filter((line) => what.test(line) && line.includes(` for ${user} from `)).length;
  return {
    conversations: count(/^Postponed keyboard-interactive for /),
    accepted: count(/^Accepted (?!key )/),
    refused: count(/^Failed (password|keyboard-interactive)/),
  };
}
