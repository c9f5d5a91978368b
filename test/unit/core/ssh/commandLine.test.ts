import { expect, test } from 'vitest';
import { commandLine } from '../../../../src/core/ssh/commandLine.ts';

test('joins plain words', () => {
  expect(commandLine(['/usr/bin/docker', '-H', 'unix:///run/user/1002/docker.sock'])).toBe(
    '/usr/bin/docker -H unix:///run/user/1002/docker.sock',
  );
});

test.each([
  ['nothing', []],
  ['an empty word', ['echo', '']],
  ['a word that needs quotes', ['echo', 'a b']],
  ['a command after the command', ['echo', 'a;id']],
  ['an assignment', ['PATH=/tmp', 'id']],
  ['an option as program', ['-c', 'id']],
  ['a job of csh', ['%1']],
  ['an expansion of zsh', ['echo', '=id']],
])('refuses %s', (_, words) => {
  expect(() => commandLine(words)).toThrow(expect.objectContaining({ code: 'UNEXPECTED' }));
});
