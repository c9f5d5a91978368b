import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasRegistry, parseImageName } from '../../../../src/core/engine/imageName.ts';

test.each([
  ['tool', 'tool', 'latest'],
  ['tool:v1', 'tool', 'v1'],
  ['team/my-tool_2.x:2024-01', 'team/my-tool_2.x', '2024-01'],
  ['registry.example:5000/team/tool', 'registry.example:5000/team/tool', 'latest'],
  ['registry.example:5000/team/tool:V_1', 'registry.example:5000/team/tool', 'V_1'],
  ['localhost/tool:1', 'localhost/tool', '1'],
])('%s is a name', (text, repository, tag) => {
  expect(parseImageName(text)).toEqual({ repository, tag });
});

test.each([
  '',
  ':v1',
  'Tool',
  'tool:',
  'tool:-v',
  'tool:a:b',
  'tool@sha256:0',
  '-tool',
  'tool--',
  'a//b',
  '/tool',
  'tool/',
  'a b',
  'tool\n',
  'tool:v1\n',
  'a___b',
  'registry_x.example/tool',
  'registry.example:x/tool',
  'a'.repeat(64),
  `${'a/'.repeat(128)}a`,
  `tool:${'t'.repeat(129)}`,
])('%j is none', (text) => {
  expect(parseImageName(text)).toBeUndefined();
});

test('what is read is what was written, and plain', () => {
  const part = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const separator = fc.constantFrom('.', '_', '__', '-', '--', '/', ':', '@', ' ');
  fc.assert(
    fc.property(fc.array(fc.tuple(part, separator), { maxLength: 5 }), part, (pairs, last) => {
      const text = pairs.map(([word, between]) => word + between).join('') + last;
      const name = parseImageName(text);
      if (!name) return;
      expect([text, `${text}:latest`]).toContain(`${name.repository}:${name.tag}`);
      expect(`${name.repository}:${name.tag}`).toMatch(/^[\w./:-]+$/);
    }),
  );
});

test('only a first part that looks like a machine is a registry', () => {
  expect(['a.b/c', 'a:1/c', 'localhost/c'].every(hasRegistry)).toBe(true);
  expect(['a/b', 'localhost', 'a.b', 'docker/c'].some(hasRegistry)).toBe(false);
});
