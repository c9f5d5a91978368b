import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  isAbout,
  knownHostsName,
  newLine,
  parseKnownHosts,
} from '../../../../../src/core/ssh/hostKeys/knownHostsLine.ts';
import { publicKey } from '../publicKey.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

const key = publicKey('ssh-ed25519', 1).toString('base64');

describe('parseKnownHosts', () => {
  test('reads keys and markers, and leaves out what can vouch for nothing', () => {
    const other = publicKey('ssh-rsa', 2).toString('base64');
    const text = [
      '# a comment',
      '',
      `gpu1,10.0.0.5 ssh-ed25519 ${key} a comment`,
      `\t@revoked  *  ssh-rsa ${other}`,
      `@cert-authority *.org ssh-ed25519 ${key}`,
      `@something gpu1 ssh-ed25519 ${key}`,
      `gpu1 ssh-rsa ${key}`,
      'gpu1 1024 35 1234567890',
      'gpu1 ssh-ed25519',
      'gpu1 ssh-ed25519 !!!!',
    ];
    expect(parseKnownHosts(text.join('\r\n'))).toEqual([
      { hosts: 'gpu1,10.0.0.5', keyType: 'ssh-ed25519', key },
      { marker: 'revoked', hosts: '*', keyType: 'ssh-rsa', key: other },
      { marker: 'cert-authority', hosts: '*.org', keyType: 'ssh-ed25519', key },
    ]);
  });

  test('takes any text', () => {
    const unit = fc.constantFrom(...Array.from('@|1,*! \t\n#a\0='), 'ssh-ed25519 ', key);
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        for (const line of parseKnownHosts(text)) isAbout(line, 'gpu1');
      }),
    );
  });
});

describe('isAbout', () => {
  const about = (hosts: string, name: string): boolean =>
    isAbout({ hosts, keyType: 'ssh-ed25519', key }, name);

  test.each([
    ['gpu1', 'gpu1', true],
    ['GPU1', 'gpu1', true],
    ['gpu1,gpu2', 'gpu2', true],
    ['*.org,!evil.org', 'good.org', true],
    ['*.org,!evil.org', 'evil.org', false],
    ['[gpu1]:2222', '[gpu1]:2222', true],
    ['gpu1', '[gpu1]:2222', false],
    ['[gpu1]:2222', 'gpu1', false],
    ['|1|not base64|at all', 'gpu1', false],
    ['|2|abc|def', 'gpu1', false],
  ])('%s about %s: %s', (hosts, name, expected) => {
    expect(about(hosts, name)).toBe(expected);
  });
});

describe('newLine', () => {
  const host = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,20}$/);
  const port = fc.integer({ min: 1, max: 65535 });

  test('a key that was written is found, under its name alone', () => {
    fc.assert(
      fc.property(host, port, fc.boolean(), (name, number, hashed) => {
        const written = newLine(knownHostsName(name, number), publicKey('ssh-ed25519', 1), {
          hashed,
        });
        const [line] = parseKnownHosts(written);
        expect(line?.key).toBe(key);
        expect(line && isAbout(line, knownHostsName(name, number))).toBe(true);
        expect(line && isAbout(line, knownHostsName(`${name}x`, number))).toBe(false);
        expect(hashed && written.includes(name) && name.length > 8).toBe(false);
      }),
    );
  });

  test.each([true, false])('ssh-keygen finds it (hashed: %s)', async (hashed) => {
    const file = path.join(await temporaryDirectory(), 'known_hosts');
    const line = newLine(knownHostsName('GPU1', 2222), publicKey('ssh-ed25519', 1), { hashed });
    await writeFile(file, `${line}\n`);
    const found = execFileSync('ssh-keygen', ['-F', '[gpu1]:2222', '-f', file], {
      encoding: 'utf8',
    });
    expect(found).toContain(key);
  });
});
