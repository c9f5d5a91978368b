import { expect, it } from 'vitest';
import { isLoginAccount } from '../../../../../src/core/container/accounts/loginUser.ts';

it.each([
  ['dev', 1000, true],
  ['root', 0, true],
  // As podman calls the account that it makes for `--user 4242`.
  ['4242', 4242, true],
  ['4242', 0, false],
  ['0', 0, false],
  ['1000', 1001, false],
  ['Dev', 1000, false],
  ['-o', 1000, false],
  ['a*', 1000, false],
])('an account called %s, of uid %i, may be logged in to: %s', (name, uid, may) => {
  expect(isLoginAccount({ name, uid })).toBe(may);
});
