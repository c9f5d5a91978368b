import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLoginAccounts } from '../../../../../src/core/container/accounts/loginAccounts.ts';
import { loginName } from '../../../../../src/core/container/accounts/loginUser.ts';

test('those who could log in are listed by uid, each once', () => {
  const passwd = [
    'dev:x:1000:1000:,,,:/home/dev:/bin/bash',
    'root:x:0:0:root:/root:/bin/bash',
    'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
    'sync:x:4:65534:sync:/bin:/bin/sync',
    'nobody:x:65534:65534::/:/bin/false',
    'plain:x:1001:1001:::',
    'dev:x:0:0::/:/bin/sh',
    '-oProxyCommand=x:x:1002:1002::/:/bin/sh',
    'a b:x:1003:1003::/:/bin/sh',
    'late:x:-1:0::/:/bin/sh',
    '+::::::',
    'half:x',
    '',
  ].join('\n');
  expect(parseLoginAccounts(passwd)).toEqual([
    { name: 'root', uid: 0, home: '/root' },
    { name: 'dev', uid: 1000, home: '/home/dev' },
    { name: 'plain', uid: 1001, home: '' },
  ]);
});

test('whatever a container says, only names that an entry may have come out', () => {
  const line = fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const passwd = lines.map((fields) => fields.join(':')).join('\n');
      for (const { name, uid } of parseLoginAccounts(passwd)) {
        expect(name).toMatch(loginName);
        expect(Number.isSafeInteger(uid)).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});
