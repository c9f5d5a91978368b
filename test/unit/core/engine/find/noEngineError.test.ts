import { expect, test } from 'vitest';
import { describeError } from '../../../../../src/core/errors/dockhopError.ts';
import type { FoundEngines } from '../../../../../src/core/engine/find/findEngines.ts';
import { noEngineError } from '../../../../../src/core/engine/find/noEngineError.ts';

const socket = { path: '/var/run/docker.sock', allowed: false };

function wordsFor(found: Partial<FoundEngines>): string {
  const error = noEngineError('gpu1', { engines: [], user: 'dave', denied: [], ...found });
  const { code, message, action } = describeError(error);
  return `${code}: ${message}; ${action}`;
}

test('a group that may use the socket is what to ask for', () => {
  const words = wordsFor({ denied: [{ ...socket, owner: 'root', group: 'gpu', mode: '660' }] });
  expect(words).toMatch(/^ENGINE_DENIED: dave .* gpu1: \/var\/run\/docker\.sock is for root/);
  expect(words).toContain('add dave to the group gpu');
  expect(words).toContain('--sudo');
});

test.each([
  ['of nobody but its owner', { owner: 'root', group: 'root', mode: '600' }],
  ['of the group root', { owner: 'root', group: 'root', mode: '660' }],
  ['whose group may only read', { owner: 'root', group: 'gpu', mode: '640' }],
])('for a socket %s no group helps', (_, stat) => {
  const words = wordsFor({ denied: [{ ...socket, ...stat }] });
  expect(words).toContain('is for root alone');
  expect(words).not.toContain('to the group');
  expect(words).toContain('rootless engine of your own');
});

test('where the host tells nothing of the socket, nothing is made up', () => {
  const words = wordsFor({ denied: [socket] });
  expect(words).toBe(
    'ENGINE_DENIED: dave may not use the container engine of gpu1 (/var/run/docker.sock); ' +
      'Ask its administrator for membership of the socket’s group, or start a rootless engine.',
  );
});

test('a sudo that wants a password says so, and what rule would help', () => {
  const sudoRefused = { command: '/usr/bin/docker', reason: 'sudo: a password is required' };
  const words = wordsFor({ denied: [socket], sudoRefused });
  expect(words).toMatch(
    /^ENGINE_DENIED: .*\/usr\/bin\/docker .*a password is required; Ask .*NOPASSWD/,
  );
  expect(wordsFor({ sudoRefused })).toBe(words);
});

test('no engine at all is no denial', () => {
  expect(wordsFor({})).toMatch(/^ENGINE_NOT_FOUND: /);
});
