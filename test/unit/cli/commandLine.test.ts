import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/cli/commandLine.ts';

const parse = (line: string) => parseCommandLine(line.split(' ').filter((word) => word !== ''));

describe('parseCommandLine', () => {
  it('reads each command', () => {
    expect(parse('hosts --json')).toEqual({
      kind: 'command',
      command: { name: 'hosts', json: true },
    });
    expect(parse('ps gpu1 --all -F lab/config')).toEqual({
      kind: 'command',
      command: { name: 'ps', json: false, all: true, host: 'gpu1', configFile: 'lab/config' },
    });
    expect(parse('attach gpu1 trainer --route published --folder /work --print --yes')).toEqual({
      kind: 'command',
      command: {
        name: 'attach',
        json: false,
        host: 'gpu1',
        container: 'trainer',
        route: 'published',
        folder: '/work',
        print: true,
        start: false,
        portable: false,
        yes: true,
      },
    });
    expect(parse('ps gpu1 --ssh-client system')).toMatchObject({
      command: { sshClient: 'system' },
    });
    expect(parse('ps gpu1 --ssh-client ssh2')).toMatchObject({ kind: 'usage' });
    expect(parse('ps gpu1 --sudo')).toMatchObject({ command: { name: 'ps', sudo: true } });
    expect(parse('forget gpu1 trainer --undo --engine podman')).toMatchObject({
      command: { name: 'forget', undo: true, engine: 'podman' },
    });
    expect(parse('entries --clean-up')).toMatchObject({
      command: { name: 'entries', cleanUp: true },
    });
    expect(parse('doctor gpu1')).toEqual({
      kind: 'command',
      command: { name: 'doctor', json: false, host: 'gpu1', yes: false, fix: false },
    });
    expect(parse('doctor gpu1 ws --fix --yes')).toMatchObject({
      command: { name: 'doctor', host: 'gpu1', container: 'ws', yes: true, fix: true },
    });
    expect(parse('export gpu1-a gpu1-b')).toMatchObject({
      command: { name: 'export', aliases: ['gpu1-a', 'gpu1-b'] },
    });
  });

  it('gives help when asked, without a problem', () => {
    expect(parse('--help')).toEqual({ kind: 'usage' });
    expect(parse('attach -h')).toEqual({ kind: 'usage' });
  });

  it.each([
    ['', 'no command'],
    ['fly', 'unknown command fly'],
    ['toString', 'unknown command toString'],
    ['attach gpu1', 'attach needs more arguments'],
    ['export', 'export needs more arguments'],
    ['entries gpu1', 'entries takes fewer arguments'],
    ['hosts gpu1', 'hosts takes fewer arguments'],
    ['path gpu1 --undo', 'path does not take --undo'],
    ['attach a b --route flight', '--route is one of: exec, published, bridge, auto'],
    ['attach a b --folder work', '--folder is an absolute path in the container'],
  ])('%s: %s', (line, problem) => {
    expect(parse(line)).toEqual({ kind: 'usage', problem });
  });

  it('takes no empty host or container', () => {
    expect(parseCommandLine(['forget', 'gpu1', ''])).toMatchObject({
      problem: 'forget was given an empty argument',
    });
  });

  it('names an option that there is not, and nothing that nobody meant', () => {
    expect(parseCommandLine(['ps', '-oProxyCommand=touch x'])).toEqual({
      kind: 'usage',
      problem: "Unknown option '-o'",
    });
  });

  it('reports an unknown option instead of throwing', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(['usage', 'command']).toContain(parseCommandLine(words).kind);
      }),
    );
  });
});
