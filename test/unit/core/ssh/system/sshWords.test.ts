import { describe, expect, it } from 'vitest';
import type { HopPath } from '../../../../../src/core/ssh/config/path.ts';
import {
  lastWords,
  loginFailure,
  loginFailureOf,
} from '../../../../../src/core/ssh/system/sshWords.ts';
import { someHop } from '../someHop.ts';

const jump = someHop({}, { name: 'jump', hostName: 'jump.example.org', user: 'jumper' });
const gpu1 = someHop({}, { name: 'gpu1', hostName: '10.0.0.5', user: 'alice', via: 'jump' });
const command = someHop(
  {},
  { name: 'gpu1', user: 'alice', via: 'command', command: 'ssh b nc x 22' },
);
const behind: HopPath = { host: 'gpu1', hops: [jump, gpu1] };
const cut = 'kex_exchange_identification: Connection closed by remote host\n';
const unknownPort = 'Connection closed by UNKNOWN port 65535\n';

describe('why an ssh did not log in', () => {
  it.each([
    ['alice@10.0.0.5: Permission denied (publickey).\n', 'AUTH_FAILED', 'gpu1'],
    [
      'Received disconnect from 10.0.0.5: Too many authentication failures\n',
      'AUTH_FAILED',
      'gpu1',
    ],
    [
      `jumper@jump.example.org: Permission denied (publickey).\n${cut}${unknownPort}`,
      'AUTH_FAILED',
      'jump',
    ],
    ['ssh: connect to host x port 22: Connection refused\n', 'JUMP_UNREACHABLE', 'gpu1'],
    [
      `channel 0: open failed: administratively prohibited: open failed\nstdio forwarding failed\n${cut}`,
      'FORWARDING_REFUSED',
      'jump',
    ],
    [
      'WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nOffending ED25519 key in /h/known_hosts:3\nHost key verification failed.\n',
      'HOST_KEY_CHANGED',
      'gpu1',
    ],
    [
      'No ED25519 host key is known for 10.0.0.5 and you have requested strict checking.\nHost key verification failed.\n',
      'HOST_KEY_UNKNOWN',
      'gpu1',
    ],
    ['/h/c: line 3: Bad configuration option: nonsense\n', 'CONFIG_UNREADABLE', undefined],
    ['', 'JUMP_UNREACHABLE', 'gpu1'],
  ])('%j', (words, code, hop) => {
    expect(loginFailure(behind, words)).toMatchObject({ code, hop });
  });

  it('names the file with the key that was there before', () => {
    const words =
      'REMOTE HOST IDENTIFICATION HAS CHANGED!\nOffending ED25519 key in /h/my known_hosts:3\n';
    expect(loginFailure(behind, words)).toMatchObject({ details: { file: '/h/my known_hosts' } });
  });

  it('is the ProxyCommand’s where somebody else was refused', () => {
    const words = `root@127.0.0.1: Permission denied (password).\n${cut}${unknownPort}`;
    const path: HopPath = { host: 'gpu1', hops: [command] };
    expect(loginFailure(path, words)).toMatchObject({
      code: 'PROXY_COMMAND_FAILED',
      details: { reason: 'root@127.0.0.1: Permission denied (password).' },
    });
  });
});

describe('what servers greet with', () => {
  const changed =
    'REMOTE HOST IDENTIFICATION HAS CHANGED!\nOffending ED25519 key in /h/known_hosts:3\n';

  it('is not believed where ssh itself knows why', () => {
    const own = 'alice@10.0.0.5: Permission denied (publickey).\n';
    expect(loginFailureOf(behind, { own, others: changed }, undefined)).toMatchObject({
      code: 'AUTH_FAILED',
      hop: 'gpu1',
    });
  });

  it('is about a hop before, never about the key of the host behind it', () => {
    const words = { own: `${cut}${unknownPort}`, others: changed };
    expect(loginFailureOf(behind, words, undefined)).toMatchObject({
      code: 'HOST_KEY_CHANGED',
      hop: 'jump',
    });
  });

  it.each([':', '@', ' line 1', 'x@'])('does not keep the editor busy: %j without end', (part) => {
    const greeting = part.repeat(500_000 / part.length);
    const began = performance.now();
    loginFailure(behind, `${greeting}\n${cut}`);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('the last words of an ssh', () => {
  it.each([
    [
      'a cause before what follows from it',
      `no route to host\n${cut}${unknownPort}`,
      'no route to host',
    ],
    ['else what there is', cut, cut.trim()],
    ['no remark for who looks for a fault', 'debug1: x\nWarning: y\nlost\ndebug1: z\n', 'lost'],
    ['nothing', '\n', undefined],
  ])('%s', (_, words, last) => {
    expect(lastWords(words)).toBe(last);
  });
});
