import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockhopHome } from '../../../../src/core/clientFiles/dockhopHome.ts';
import { includeValue } from '../../../../src/core/clientFiles/entryValue.ts';
import { includeLineFor } from '../../../../src/core/clientFiles/includeLine.ts';

const homeDirectory = '/home/alice';
const usual = dockhopHome({ env: {}, homeDirectory });

describe("Dockhop's place", () => {
  it('is below ~/.ssh', () => {
    expect(usual.directory).toBe(path.join(homeDirectory, '.ssh', 'dockhop'));
    expect(usual.userConfigFile).toBe(path.join(homeDirectory, '.ssh', 'config'));
  });

  it('is moved by DOCKHOP_HOME, but not by an empty one', () => {
    const moved = dockhopHome({ env: { DOCKHOP_HOME: '/data/dockhop' }, homeDirectory });
    expect(moved.stateFile).toBe('/data/dockhop/state.json');
    expect(moved.userConfigFile).toBe(usual.userConfigFile);
    expect(dockhopHome({ env: { DOCKHOP_HOME: '' }, homeDirectory })).toEqual(usual);
  });
});

describe('the Include line', () => {
  it('is relative in the usual place', () => {
    expect(includeLineFor(usual, usual.userConfigFile).line).toBe('Include dockhop/config');
  });

  it('is absolute in another config or for another place', () => {
    expect(includeLineFor(usual, '/data/config').line).toBe(
      'Include /home/alice/.ssh/dockhop/config',
    );
    const moved = dockhopHome({ env: { DOCKHOP_HOME: '/data/dock hop' }, homeDirectory });
    expect(includeLineFor(moved, usual.userConfigFile)).toEqual({
      line: 'Include "/data/dock hop/config"',
      paths: ['/data/dock hop/config'],
    });
  });

  it('holds names in any script, as UTF-8', () => {
    const home = dockhopHome({ env: {}, homeDirectory: '/home/张三' });
    const { line } = includeLineFor(home, '/data/config');
    expect(Buffer.from(line, 'latin1').toString('utf8')).toBe(
      'Include /home/张三/.ssh/dockhop/config',
    );
    expect(includeLineFor(home, home.userConfigFile).line).toBe('Include dockhop/config');
  });

  it.each(['/a*b', '/a?b', '/a[b', '/a%b', '/a"b', '/a,b', '/a#b', '/$HOME', '/a\nb'])(
    'is refused for a place that it cannot name: %j',
    (directory) => {
      const home = dockhopHome({ env: { DOCKHOP_HOME: directory }, homeDirectory });
      expect(() => includeLineFor(home, home.userConfigFile)).toThrow(
        expect.objectContaining({ code: 'HOME_UNSAFE' }),
      );
    },
  );

  it.each([
    ['C:\\Users\\张 三', '"C:/Users/张 三/.ssh/dockhop/config"'],
    ['D:\\home', 'D:/home/.ssh/dockhop/config'],
    ['\\\\server\\share\\a', '//server/share/a/.ssh/dockhop/config'],
  ])('is relative at home on Windows, and absolute with slashes elsewhere: %s', (at, absolute) => {
    const home = dockhopHome({ env: {}, homeDirectory: at, platform: 'win32' });
    expect(includeLineFor(home, home.userConfigFile, 'win32').line).toBe('Include dockhop/config');
    const { line, paths } = includeLineFor(home, 'E:\\config', 'win32');
    expect(Buffer.from(line, 'latin1').toString('utf8')).toBe(`Include ${absolute}`);
    expect(paths).toContain('~/.ssh/dockhop/config');
  });

  it('has forward slashes for Windows', () => {
    expect(includeValue('C:\\Users\\张 三\\config', 'win32')).toBe('"C:/Users/张 三/config"');
  });
});
