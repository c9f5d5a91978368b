import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDestination, parseJump } from '../../../../../src/core/ssh/config/destination.ts';

describe('parseDestination', () => {
  test.each([
    ['gpu1', { host: 'gpu1' }],
    ['alice@10.0.0.5', { user: 'alice', host: '10.0.0.5' }],
    ['a@b@c', { user: 'a@b', host: 'c' }],
    ['::1', { host: '::1' }],
    ['bob@fe80::1%eth0', { user: 'bob', host: 'fe80::1%eth0' }],
    ['ssh://gpu1', { host: 'gpu1' }],
    ['ssh://gpu1/', { host: 'gpu1' }],
    ['ssh://alice@10.0.0.5:2222', { user: 'alice', host: '10.0.0.5', port: 2222 }],
  ])('takes %s apart', (text, expected) => {
    expect(parseDestination(text)).toEqual(expected);
  });

  test.each([
    ['an option', '-oProxyCommand=id'],
    ['an option as user', '-l@gpu1'],
    ['an option as host', 'alice@-oProxyCommand=id'],
    ['an option in a URI', 'ssh://-oProxyCommand=id'],
    ['nothing', ''],
    ['no host', 'alice@'],
    ['no user', '@gpu1'],
    ['a blank', 'gpu1 id'],
    ['a newline', 'gpu1\nid'],
    ['a command substitution', 'gpu1$(id)'],
    ['backticks', 'gpu1`id`'],
    ['a quote', "gpu1'"],
    ['a semicolon', 'gpu1;id'],
    ['an escape sequence', 'gpu1\u001b[31m'],
    ['a direction mark', 'gpu1\u202e'],
    ['a port out of range', 'ssh://gpu1:70000'],
    ['a port of zero', 'ssh://gpu1:0'],
    ['a path in a URI', 'ssh://gpu1/etc'],
    ['an escaped URI', 'ssh://%2doProxyCommand'],
    ['brackets, which ssh refuses too', 'ssh://[::1]:22'],
  ])('refuses %s', (_, text) => {
    expect(() => parseDestination(text)).toThrow(
      expect.objectContaining({ code: 'DESTINATION_REFUSED' }),
    );
  });

  test('gives no name that a shell or an option parser could misread', () => {
    const unit = fc.constantFrom(...Array.from('a@:/[]-%.$`\'"; \n\0\u001b\u202eé'));
    const text = fc.oneof(fc.string(), fc.string({ unit }));
    fc.assert(
      fc.property(text, (destination) => {
        let parsed;
        try {
          parsed = parseDestination(destination);
        } catch (error) {
          expect(error).toMatchObject({ code: 'DESTINATION_REFUSED' });
          return;
        }
        expect(parsed.host).toMatch(/^(?!-)[A-Za-z0-9%+=:,./_-]+$/);
        expect(parsed.user ?? 'x').toMatch(/^(?!-)[A-Za-z0-9@%+=:,./_-]+$/);
      }),
    );
  });
});

describe('parseJump', () => {
  test.each([
    ['bob@j1:2200', { user: 'bob', host: 'j1', port: 2200 }],
    ['ssh://carl@j2:2022', { user: 'carl', host: 'j2', port: 2022 }],
    ['[::1]:33', { host: '::1', port: 33 }],
    ['bob@[::1]', { user: 'bob', host: '::1' }],
    ['fe80::1', { host: 'fe80::1' }],
    ['j3', { host: 'j3' }],
  ])('takes %s apart', (text, expected) => {
    expect(parseJump(text)).toEqual(expected);
  });

  test.each(['', '-J', 'a b', 'j1:x', 'j1:22:22x y', '[::1', 'u@', '$(id)'])(
    'refuses %j',
    (text) => {
      expect(() => parseJump(text)).toThrow(
        expect.objectContaining({ code: 'DESTINATION_REFUSED' }),
      );
    },
  );
});
