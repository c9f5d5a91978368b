import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aliasFor, type AliasRequest } from '../../../../src/core/clientFiles/alias.ts';
import { isAlias } from '../../../../src/core/clientFiles/entryText.ts';
import { DockhopError } from '../../../../src/core/errors/dockhopError.ts';
import { matchesPattern } from '../../../../src/core/ssh/config/hostPattern.ts';

const request = (changes: Partial<AliasRequest> = {}): AliasRequest => ({
  host: 'gpu1',
  container: 'ws',
  ownerKey: 'gpu1/docker/ws',
  taken: new Map(),
  hostPatterns: [],
  ...changes,
});

const withSuffix = (base: string) => new RegExp(`^${base}-[0-9a-f]{6}$`);

describe('an alias', () => {
  it.each([
    ['gpu1', 'ws', 'gpu1-ws'],
    ['GPU1', 'My_Work.2', 'gpu1-my-work.2'],
    ['gpu.example.org', 'ws', 'gpu.example.org-ws'],
  ])('is host and container: %s, %s', (host, container, alias) => {
    expect(aliasFor(request({ host, container }))).toBe(alias);
  });

  it.each([
    ['gpu1', '张三', 'gpu1'],
    ['gpu1', 'ws张', 'gpu1-ws'],
    ['alice@10.0.0.5', 'ws', 'alice10.0.0.5-ws'],
    ['gpu1', '-ws.', 'gpu1-ws'],
    ['张', '三', 'dockhop'],
    ['gpu1', 'x'.repeat(80), `gpu1-${'x'.repeat(51)}`],
  ])('has a suffix where letters are lost: %s, %s', (host, container, base) => {
    expect(aliasFor(request({ host, container }))).toMatch(withSuffix(base));
  });

  it.each([
    ['<container>', 'ws'],
    ['<container>.<host>', 'ws.gpu1'],
    ['dev_<container>', 'dev-ws'],
    ['My Box <host>', 'myboxgpu1'],
  ])('is made as the person wants it: %s', (template, alias) => {
    expect(aliasFor(request({ template }))).toBe(alias);
  });

  it.each(['', '---', '<CONTAINER>?!', '<other>'])('is one whatever they want: %j', (template) => {
    expect(isAlias(aliasFor(request({ template })))).toBe(true);
  });

  it('of two containers for which a template gives the same has a suffix for the second', () => {
    const template = 'dev';
    const first = aliasFor(request({ template }));
    const taken = new Map([[first, 'gpu1/docker/ws']]);
    const second = aliasFor(request({ template, taken, ownerKey: 'gpu1/docker/other' }));
    expect([first, second]).toEqual(['dev', expect.stringMatching(withSuffix('dev'))]);
  });

  it("has a suffix where the name is another container's, the same every time", () => {
    const taken = new Map([['gpu1-ws', 'gpu1/podman/ws']]);
    const alias = aliasFor(request({ taken }));
    expect(alias).toMatch(withSuffix('gpu1-ws'));
    expect(aliasFor(request({ taken }))).toBe(alias);
    expect(aliasFor(request({ taken: new Map([...taken, [alias, 'gpu1/docker/ws']]) }))).toBe(
      alias,
    );
  });

  it('stays what it was for the same container', () => {
    const taken = new Map([['mine', 'gpu1/docker/ws']]);
    expect(aliasFor(request({ taken }))).toBe('mine');
  });

  it.each([
    [['gpu1-ws'], withSuffix('gpu1-ws')],
    [['GPU1-WS'], withSuffix('gpu1-ws')],
    [['gpu1-??'], withSuffix('gpu1-ws')],
    [['gpu*'], withSuffix('dockhop-gpu1-ws')],
    [['*-ws'], withSuffix('gpu1-ws')],
    [['gpu*', 'dockhop-gpu*'], withSuffix('dockhop')],
    [['*', '?*', '!gpu1-ws'], /^gpu1-ws$/],
  ])('avoids what the Host lines %j mean', (hostPatterns, alias) => {
    expect(aliasFor(request({ hostPatterns }))).toMatch(alias);
  });

  it('is refused where no name is left, and the pattern is named', () => {
    expect(() => aliasFor(request({ hostPatterns: ['gpu*', '*-*'] }))).toThrow(
      expect.objectContaining({
        code: 'ENTRY_REFUSED',
        message: expect.stringContaining('“Host gpu*”') as string,
      }),
    );
  });

  it('is one, and nobody else’s, whatever the names', () => {
    const name = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
    const pattern = fc
      .array(fc.constantFrom('g', 'w', '-', '*', '?'), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join(''))
      .filter((text) => !/^[*?]*\*[*?]*$/.test(text));
    fc.assert(
      fc.property(name, name, fc.array(pattern), (host, container, hostPatterns) => {
        const taken = new Map([[`${host}-${container}`, 'another']]);
        const alias = aliasOrRefusal(request({ host, container, taken, hostPatterns }));
        if (alias === 'ENTRY_REFUSED') return;
        expect(isAlias(alias)).toBe(true);
        expect(taken.has(alias)).toBe(false);
        expect(hostPatterns.filter((one) => matchesPattern(alias, one))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

/** The alias, or the code of the one failure that may be. */
function aliasOrRefusal(asked: AliasRequest): string {
  try {
    return aliasFor(asked);
  } catch (error) {
    if (error instanceof DockhopError && error.code === 'ENTRY_REFUSED') return error.code;
    throw error;
  }
}
