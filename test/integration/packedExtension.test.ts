import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bundlesIn, loadedWith } from '../guards/bundles.ts';
import { packedFiles } from '../guards/packedFiles.ts';

const entryPoints = ['extension.cjs', 'cli.cjs', 'keyWorker.cjs'];

it('the packed extension has what it needs, and nothing else', async () => {
  const bundles = loadedWith(entryPoints, await bundlesIn('dist'), 'ever');
  expect(
    packedFiles(readFileSync('dist/dockhop.vsix'))
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(
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
        ...[...bundles].map((name) => `dist/${name}`),
        'dist/licenses.txt',
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
