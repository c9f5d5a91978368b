import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attachLink, parseAttachLink } from '../../../../src/extension/links/attachLink.ts';

/** As the editor hands a URI over: decoded once for its query's own encoding to be read. */
function handedOver(link: string) {
  const { pathname, search } = new URL(link);
  return { path: pathname, query: search.slice(1) };
}

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,40}$/);
const host = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/),
  fc.constantFrom('local', 'alice@10.0.0.5', 'ssh://alice@10.0.0.5:2222'),
);

test('a link is read as it was meant', () => {
  const links = fc.oneof(
    fc.record({ host, container: name }),
    fc.record({ host, container: name, engine: fc.constantFrom('docker', 'podman-rootless-2') }),
  );
  fc.assert(
    fc.property(links, (link) => {
      expect(parseAttachLink(handedOver(attachLink('vscode', link)))).toEqual(link);
    }),
    { numRuns: 100 },
  );
});

test('nothing that is read could be an option, a path or a line of its own', () => {
  const wild = fc.string({ unit: 'binary', maxLength: 40 });
  fc.assert(
    fc.property(wild, wild, wild, (first, second, third) => {
      const query = new URLSearchParams({ host: first, container: second, engine: third });
      const link = parseAttachLink({ path: '/attach', query: query.toString() });
      if (!link) return;
      expect(link.host).not.toMatch(/^-|[\s\p{Cc}]/u);
      expect(link.container).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/);
      expect(link.engine).toMatch(/^[a-z][a-z0-9-]*$/);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['/attach', ''],
  ['/attach', 'host=gpu1'],
  ['/attach', 'container=ws'],
  ['/attach', 'host=&container=ws'],
  ['/attach', 'host=gpu1&container='],
  ['/attach', 'host=gpu1&host=gpu2&container=ws'],
  ['/attach', 'host=gpu1&container=ws&container=other'],
  ['/attach', 'host=gpu1&container=ws&folder=%2Fetc'],
  ['/attach', 'host=gpu1&container=ws&__proto__=x'],
  ['/attach', 'host=-oProxyCommand%3Dtouch&container=ws'],
  ['/attach', 'host=gpu1&container=-rf'],
  ['/attach', 'host=gpu1&container=..%2F..%2Finfo'],
  ['/attach', 'host=gpu1&container=ws&engine=..'],
  ['/attach', `host=gpu1&container=${'a'.repeat(300)}`],
  ['/attach/', 'host=gpu1&container=ws'],
  ['/forget', 'host=gpu1&container=ws'],
  ['', 'host=gpu1&container=ws'],
])('%s?%s is no link', (path, query) => {
  expect(parseAttachLink({ path, query })).toBeUndefined();
});
