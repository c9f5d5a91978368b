import { describe, expect, it } from 'vitest';
import { sshDestinationIn } from '../../../../src/core/attach/sshDestinationIn.ts';

describe('the destination of a ProxyCommand', () => {
  it.each([
    ['ssh jump nc 10.0.0.5 22', 'jump'],
    ['ssh -p 32200 root@127.0.0.1 nc 127.0.0.1 2201', 'ssh://root@127.0.0.1:32200'],
    ['ssh.exe -p32200 root@127.0.0.1 nc a 22', 'ssh://root@127.0.0.1:32200'],
    ['/usr/bin/ssh -l bob -W 10.0.0.5:22 jump', 'bob@jump'],
    ['ssh -l bob alice@jump -W a:1', 'alice@jump'],
    ['ssh -TAX -o BatchMode=yes -F /a/config -- jump nc a 1', 'jump'],
    ['ssh -Tp 22 jump', 'ssh://jump:22'],
    ['ssh ssh://a@jump:1 nc a 1', 'ssh://a@jump:1'],
  ])('%s', (command, destination) => {
    expect(sshDestinationIn(command)).toBe(destination);
  });

  it.each([
    'nc -X 5 -x proxy:1080 10.0.0.5 22',
    'ssh',
    'ssh -p 22',
    'ssh jump "nc a 1"',
    'ssh $(jump) nc a 1',
    'sh -c ssh jump',
    'ssh -p 22 fe80::1',
    'notssh jump',
  ])('is not known for: %s', (command) => {
    expect(sshDestinationIn(command)).toBeUndefined();
  });
});
