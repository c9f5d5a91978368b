import type { Editor } from '../../../../src/core/editorServer/editor.ts';

export const commit = '0123456789abcdef0123456789abcdef01234567';

export const vsCode: Editor = {
  name: 'Code',
  commit,
  quality: 'stable',
  version: '1.104.0',
  release: undefined,
  dataFolder: '.vscode-server',
  program: 'code-server',
  source: 'microsoft',
};

export const codium: Editor = {
  ...vsCode,
  name: 'VSCodium',
  release: '25260',
  dataFolder: '.vscodium-server',
  program: 'codium-server',
  source: {
    template: 'https://example.org/${version}.${release}/reh-${os}-${arch}-${quality}.tar.gz',
  },
};
