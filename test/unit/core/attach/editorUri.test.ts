import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultFolder, editorUri, isFolderPath } from '../../../../src/core/attach/editorUri.ts';

describe('editorUri', () => {
  it('names the alias and the folder', () => {
    expect(editorUri('gpu1-trainer', '/data/my code')).toBe(
      'vscode-remote://ssh-remote+gpu1-trainer/data/my%20code',
    );
  });

  it('lets no folder escape into another part of the URI', () => {
    fc.assert(
      fc.property(
        fc
          .string({ unit: 'grapheme' })
          .map((text) => `/${text}`)
          .filter(isFolderPath),
        (folder) => {
          const { host, search, hash, pathname } = new URL(editorUri('a', folder));
          expect({ host, search, hash }).toEqual({ host: 'ssh-remote+a', search: '', hash: '' });
          const shown = decodeURIComponent(pathname);
          // A lone `.` is the one thing that a URL parser folds away; the folder stays the same.
          expect(shown.replaceAll('/./', '/')).toBe(
            folder.replaceAll('/./', '/').replace(/\/\.$/, '/'),
          );
        },
      ),
    );
  });
});

describe('defaultFolder', () => {
  it.each([
    ['WORKDIR', { workingDir: '/work', mountPoints: ['/data'] }, '/work'],
    [
      'the first mount where WORKDIR is the root',
      { workingDir: '/', mountPoints: ['/data'] },
      '/data',
    ],
    ['the home where there is neither', { workingDir: '', mountPoints: [] }, '/home/dev'],
    ['the home where WORKDIR is no text', { workingDir: '/\ud800', mountPoints: [] }, '/home/dev'],
    ['the home where both are odd', { workingDir: 'a\nb', mountPoints: ['/\u202e'] }, '/home/dev'],
  ])('%s', (_, where, folder) => {
    expect(defaultFolder(where, '/home/dev')).toBe(folder);
  });

  it('the root where all else is odd', () => {
    expect(defaultFolder({ workingDir: '', mountPoints: [] }, '../x')).toBe('/');
  });
});
