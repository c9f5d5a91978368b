import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseCommandLine } from '../../../src/cli/commandLine.ts';
import { runCommand } from '../../../src/cli/runCommand.ts';
import { Terminal } from '../../../src/cli/terminal.ts';

const config = `
# The one with the big cards
Host gpu1
  HostName 10.0.0.1
  User alice
  ProxyJump jump

Host jump
  User bob
Host circle
  ProxyJump circle
`;

async function hosts(text: string | undefined, ...words: readonly string[]) {
  const home = await mkdtemp(path.join(tmpdir(), 'dockhop-hosts-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  vi.stubEnv('DOCKHOP_HOME', path.join(home, 'own'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const file = path.join(home, 'config');
  if (text !== undefined) await writeFile(file, text, { mode: 0o600 });
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const parsed = parseCommandLine(['hosts', '-F', file, ...words]);
  if (parsed.kind !== 'command') throw new Error('not understood');
  const terminal = new Terminal(new PassThrough(), output, errors);
  const code = await runCommand(parsed.command, terminal, new AbortController().signal);
  return { code, file, printed: String(output.read() ?? ''), said: String(errors.read() ?? '') };
}

describe('dockhop hosts', () => {
  it('tells what each host means, what stands above it, and which means nothing', async () => {
    const { code, printed } = await hosts(config, '--json');
    expect(code).toBe(0);
    const { hosts: listed } = JSON.parse(printed) as { hosts: { host: string }[] };
    expect(listed.filter(({ host }) => host !== 'local')).toMatchObject([
      {
        ...{ host: 'gpu1', hostName: '10.0.0.1', user: 'alice', jumps: ['jump'], chosen: false },
        description: 'The one with the big cards',
      },
      { host: 'jump', hostName: 'jump', user: 'bob', jumps: [], chosen: false },
      { host: 'circle', hostName: '', jumps: [], error: { code: 'CONFIG_UNREADABLE' } },
    ]);
  });

  it('shows the same in a table, and what is wrong beside it', async () => {
    const { printed, said } = await hosts(config);
    expect(printed).toMatch(/^gpu1 +10\.0\.0\.1 +alice +jump +The one with the big cards$/m);
    expect(said).toMatch(/^dockhop: circle: CONFIG_UNREADABLE: .*loop via circle; .*\n$/);
  });

  it('fails in ssh’s words where there is no such file, or ssh does not take it', async () => {
    const missing = await hosts(undefined);
    expect(missing).toMatchObject({ code: 1, printed: '' });
    expect(missing.said).toContain(missing.file);
    expect(missing.said).toContain('No such file');
    const wrong = await hosts('Host a\n  Nonsense b\n');
    expect(wrong.code).toBe(1);
    expect(wrong.said).toContain(`${wrong.file}: line 2: Bad configuration option: nonsense`);
  });
});
