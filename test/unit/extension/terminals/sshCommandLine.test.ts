import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sshCommandLine } from '../../../../src/extension/terminals/sshCommandLine.ts';

it('is what a person would type', () => {
  expect(sshCommandLine('gpu1-ws', {}, 'linux')).toBe('ssh gpu1-ws');
  expect(sshCommandLine('gpu1-ws', { configFile: '/a/config' }, 'linux')).toBe(
    'ssh -F /a/config gpu1-ws',
  );
  expect(sshCommandLine('gpu1-ws', { configFile: 'C:\\My Files\\config' }, 'win32')).toBe(
    'ssh -F "C:\\My Files\\config" gpu1-ws',
  );
});

it('means itself to a shell, whatever the path', () => {
  const path = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(path, (configFile) => {
      fc.pre(!configFile.includes('\0'));
      const line = sshCommandLine('gpu1-ws', { configFile }, 'linux');
      const words = line.replace(/^ssh /, "printf '%s\\0' ");
      const told = execFileSync('/bin/sh', ['-c', words], { encoding: 'utf8' });
      expect(told).toBe(`-F\0${configFile}\0gpu1-ws\0`);
    }),
    { numRuns: 30 },
  );
});
