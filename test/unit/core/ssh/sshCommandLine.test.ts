import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { namingConfig, sshCommandLine } from '../../../../src/core/ssh/sshCommandLine.ts';

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

it('texts that name a command of ssh name the configuration, too', () => {
  const settings = { configFile: '/my files/config' };
  const named = (text: string): string => namingConfig(text, settings, 'linux');
  expect(named('Check that `ssh {hop} true` works.')).toBe(
    "Check that `ssh -F '/my files/config' {hop} true` works.",
  );
  expect(named('Use `ProxyCommand ssh {hop} nc %h %p`.')).toBe(
    "Use `ProxyCommand ssh -F '/my files/config' {hop} nc %h %p`.",
  );
  expect(named('ssh cannot read {file}')).toBe('ssh cannot read {file}');
  expect(namingConfig('Run `ssh {hop}`.', {}, 'linux')).toBe('Run `ssh {hop}`.');
  expect(namingConfig('Run `ssh {hop}`.', { configFile: '/{hop}' }, 'linux')).toBe(
    'Run `ssh {hop}`.',
  );
});
