import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/**
 * Names of the files in a zip, from its directory (PKWARE APPNOTE, sections 4.3.12 and 4.3.16); one
 * without a comment.
 */
function namesIn(file: string): string[] {
  const bytes = readFileSync(file);
  const end = bytes.length - 22;
  expect(bytes.readUInt32LE(end)).toBe(0x06054b50);
  const names: string[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50);
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const begin = at + 46;
    names.push(bytes.toString('utf8', begin, begin + (name ?? 0)));
    at = begin + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return names;
}

/** The bundles that one loads, at once or later, and those that these load. */
function bundlesFrom(name: string, known = new Set<string>()): Set<string> {
  if (known.has(name)) return known;
  known.add(name);
  const text = readFileSync(join('dist', name), 'utf8');
  for (const [, needed = ''] of text.matchAll(/require\("\.\/([^"]+)"\)/g))
    bundlesFrom(needed, known);
  return known;
}

const entryPoints = ['extension.cjs', 'cli.cjs', 'keyWorker.cjs'];

it('the packed extension has what it needs, and nothing else', () => {
  expect(namesIn('dist/dockhop.vsix').toSorted()).toEqual(
    [
      '[Content_Types].xml',
      'extension.vsixmanifest',
      ...[
        'package.json',
        'package.nls.json',
        'package.nls.zh-cn.json',
        'readme.md',
        'README.zh-CN.md',
        'changelog.md',
        'LICENSE.txt',
        ...new Set(
          entryPoints.flatMap((name) => [...bundlesFrom(name)].map((file) => `dist/${file}`)),
        ),
        'dist/portable/LICENCE.txt',
        'dist/portable/SHA256SUMS',
        'dist/portable/inputs',
        'dist/portable/manifest.json',
        'dist/portable/aarch64/ssh-keygen',
        'dist/portable/aarch64/sshd',
        'dist/portable/x86_64/ssh-keygen',
        'dist/portable/x86_64/sshd',
        'l10n/bundle.l10n.zh-cn.json',
        'media/activityBar.svg',
        'media/icon.png',
        'media/walkthrough/attach.png',
        'media/walkthrough/doctor-zh.png',
        'media/walkthrough/doctor.png',
        'media/walkthrough/hosts-zh.png',
        'media/walkthrough/hosts.png',
        'media/walkthrough/written.svg',
      ].map((name) => `extension/${name}`),
    ].toSorted(),
  );
});
