import { expect, it } from 'vitest';
import { isWorthRetrying, usefulButton } from '../../../src/extension/usefulButton.ts';

it('offers the next step of a failure', () => {
  expect(usefulButton('NO_HOST', {})).toEqual({ type: 'chooseHosts' });
  expect(usefulButton('JUMP_UNREACHABLE', { hop: 'jump' })).toEqual({
    type: 'runSsh',
    host: 'jump',
  });
  expect(usefulButton('PASSWORD_EXPIRED', { hop: 'jump' })).toMatchObject({ type: 'runSsh' });
  expect(usefulButton('CONFIG_UNREADABLE', { file: '/c' })).toEqual({
    type: 'openConfig',
    file: '/c',
  });
  expect(usefulButton('CONTAINER_STOPPED', {})).toBeUndefined();
});

it('does not invite past a changed host key', () => {
  expect(isWorthRetrying('HOST_KEY_CHANGED')).toBe(false);
  expect(isWorthRetrying('JUMP_UNREACHABLE')).toBe(true);
});
