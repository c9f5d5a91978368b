import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { archiveStatSchema } from '../../../../../src/core/engine/files/archiveStat.ts';

const header = (fields: object): string =>
  Buffer.from(
    JSON.stringify({
      name: 'a',
      size: 7,
      mtime: '2026-01-02T03:04:05.6Z',
      linkTarget: '',
      ...fields,
    }),
  ).toString('base64');
const parse = (fields: object) => v.parse(archiveStatSchema, header(fields));

describe('what the archive API says of a path', () => {
  test.each([
    [420, 'file', 0o644],
    [2 ** 31 + 0o755, 'directory', 0o755],
    [2 ** 26 + 0o600, 'other', 0o600],
    [2 ** 25 + 0o600, 'other', 0o600],
  ])('as Go writes modes: %d', (mode, type, permissions) => {
    const { stat, isLink } = parse({ mode });
    const mtimeMs = Date.UTC(2026, 0, 2, 3, 4, 5);
    expect(stat).toMatchObject({ type, mode: permissions, bytes: 7, mtimeMs });
    expect(isLink).toBe(false);
  });

  test('a link has a target, and nothing else has', () => {
    expect(parse({ mode: 2 ** 27 + 0o777, linkTarget: '/etc/x' })).toMatchObject({
      isLink: true,
      target: '/etc/x',
    });
    expect(parse({ mode: 420, linkTarget: '/etc/x' }).target).toBe('');
  });

  test.each([
    header({ mode: -1 }),
    header({ mode: 420, size: -1 }),
    header({ mode: 420, mtime: 'soon' }),
    header({ mode: 2 ** 27, linkTarget: '../x' }),
    'not base64!',
    Buffer.from('not JSON').toString('base64'),
    undefined,
  ])('what makes no sense is refused', (text) => {
    expect(v.safeParse(archiveStatSchema, text).success).toBe(false);
  });
});
