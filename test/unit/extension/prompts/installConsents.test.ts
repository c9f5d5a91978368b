import { expect, it } from 'vitest';
import { InstallConsents } from '../../../../src/extension/prompts/installConsents.ts';
import { fakeMemory } from '../fakeMemory.ts';

it('remembers containers one by one, and “always”', async () => {
  const memory = fakeMemory();
  const consents = new InstallConsents(memory);
  await consents.add('gpu1', 'ws');
  const later = new InstallConsents(memory);
  expect(later.has('gpu1', 'ws')).toBe(true);
  expect(later.has('gpu1', 'other')).toBe(false);
  expect(later.has('gpu2', 'ws')).toBe(false);
  expect(later.always).toBe(false);
  await later.addAlways();
  expect(consents.always).toBe(true);
});

it('tells packages from what Dockhop brings itself', async () => {
  const consents = new InstallConsents(fakeMemory());
  await consents.add('gpu1', 'ws');
  expect(consents.has('gpu1', 'ws', 'portable')).toBe(false);
  await consents.add('gpu1', 'other', 'portable');
  expect(consents.has('gpu1', 'other', 'portable')).toBe(true);
  expect(consents.has('gpu1', 'other')).toBe(false);
  await consents.add('gpu1', 'other', 'noHome');
  expect(consents.has('gpu1', 'other')).toBe(false);
  expect(consents.has('gpu1', 'other', 'noHome')).toBe(true);
});

it('lets the oldest go', async () => {
  const consents = new InstallConsents(fakeMemory());
  for (let number = 0; number <= 500; number++) await consents.add('gpu1', `ws-${number}`);
  expect(consents.has('gpu1', 'ws-0')).toBe(false);
  expect(consents.has('gpu1', 'ws-1')).toBe(true);
});
