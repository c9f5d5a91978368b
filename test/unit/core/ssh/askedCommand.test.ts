import { execFileSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askedCommand } from '../../../../src/core/ssh/askedCommand.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const script = ['sh', '-s'];

describe('a script', () => {
  test('is standard input where nobody knows the login shell', () => {
    const asked = { command: 'sh -s', stdin: "echo 'a b'" };
    expect(askedCommand(script, { stdin: asked.stdin })).toEqual(asked);
    expect(askedCommand(script, { stdin: asked.stdin, posixShell: false })).toEqual(asked);
  });

  test.each([
    ['is too long', 'x'.repeat(16_385)],
    ['has what no argument can have', 'a\0b'],
  ])('is standard input where it %s', (_, stdin) => {
    expect(askedCommand(script, { stdin, posixShell: true })).toEqual({ command: 'sh -s', stdin });
  });

  test('is one word to a POSIX shell, byte for byte, whatever is in it', async () => {
    const directory = await temporaryDirectory();
    const sh = path.join(directory, 'sh');
    await writeFile(sh, '#!/bin/sh\nprintf "%s." "$#" "$1" "$2"\n');
    await chmod(sh, 0o700);
    const PATH = `${directory}:${process.env['PATH'] ?? ''}`;
    const hard = fc.constantFrom("'", '\\', '!', '$(id)', '`id`', '\n', '"', "''", '#', ' ', 'ä');
    const text = fc.array(fc.oneof(hard, fc.string()), { minLength: 1 });
    fc.assert(
      fc.property(text, (parts) => {
        const stdin = parts.join('').replaceAll('\0', '');
        const { command, stdin: left } = askedCommand(script, { stdin, posixShell: true });
        const heard = execFileSync('/bin/sh', ['-c', command], { env: { PATH } });
        expect(heard.toString()).toBe(`2.-c.${stdin}.`);
        expect(left).toBe('');
      }),
      { numRuns: 40, examples: [[["a'b\\'c\\\n!d"]]] },
    );
  });
});

test('any other program keeps its words, and its input', () => {
  const asked = { command: 'docker system dial-stdio', stdin: 'hello' };
  const words = ['docker', 'system', 'dial-stdio'];
  expect(askedCommand(words, { stdin: 'hello', posixShell: true })).toEqual(asked);
  expect(() => askedCommand(['sh', '-c', 'a b'], { posixShell: true })).toThrow('quoting');
});
