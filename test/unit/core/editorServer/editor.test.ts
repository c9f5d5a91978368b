import { describe, expect, it } from 'vitest';
import { parseEditor } from '../../../../src/core/editorServer/editor.ts';
import { commit } from './editors.ts';

const product = {
  nameShort: 'Code',
  commit,
  quality: 'stable',
  serverDataFolderName: '.vscode-server',
  serverApplicationName: 'code-server',
  updateUrl: 'https://update.code.visualstudio.com',
  somethingElse: { of: 'no interest' },
};
const parse = (change: object, preferred?: string, version = '1.104.0') =>
  parseEditor(JSON.stringify({ ...product, ...change }), version, preferred);

describe('an editor, by its product.json', () => {
  it('is VS Code where updates come from Microsoft', () => {
    expect(parse({})).toEqual({
      name: 'Code',
      commit,
      quality: 'stable',
      version: '1.104.0',
      release: undefined,
      dataFolder: '.vscode-server',
      program: 'code-server',
      source: 'microsoft',
    });
  });

  it('names where its own servers are', () => {
    const template = 'https://example.org/${commit}';
    const change = { updateUrl: undefined, release: 25260, serverDownloadUrlTemplate: template };
    expect(parse(change)).toMatchObject({ release: '25260', source: { template } });
  });

  it('fetches from where the person says', () => {
    const template = 'https://mirror.example.org/${commit}';
    expect(parse({}, template)).toMatchObject({ source: { template } });
  });

  it('calls the version of an insider as its release is called', () => {
    const insider = parse({ quality: 'insider' }, undefined, '1.105.0-insider');
    expect(insider?.version).toBe('1.105.0');
  });

  it.each([
    ['built from sources', { updateUrl: undefined }],
    ['with updates of somebody else', { updateUrl: 'https://update.example.org' }],
    ['without a commit', { commit: undefined }],
    ['with a commit that is none', { commit: '../../etc' }],
    ['with a folder that leads elsewhere', { serverDataFolderName: '../.ssh' }],
    ['with a folder that is an option', { serverDataFolderName: '-rf' }],
    ['with a folder that is no name', { serverDataFolderName: '..' }],
    ['with a program that is a path', { serverApplicationName: 'a/b' }],
    ['with a quality that is a path', { quality: 'stable/../..' }],
  ])('is none that Dockhop knows: %s', (_, change) => {
    expect(parse(change)).toBeUndefined();
  });

  it.each(['', '[]', '{', 'null'])('is none: %j', (text) => {
    expect(parseEditor(text, '1.104.0')).toBeUndefined();
  });
});
