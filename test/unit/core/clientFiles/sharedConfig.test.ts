import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockhopHome } from '../../../../src/core/clientFiles/dockhopHome.ts';
import {
  SharedConfigFile,
  sharedConfigText,
} from '../../../../src/core/clientFiles/sharedConfig.ts';
import { temporaryDirectory } from '../ssh/temporaryDirectory.ts';

const never = new AbortController().signal;

/** What `ssh -G` says of a host under a config. */
function optionOf(config: string, host: string, keyword: string): string | undefined {
  const answer = execFileSync('ssh', ['-F', config, '-G', '--', host], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return answer
    .split('\n')
    .find((line) => line.startsWith(`${keyword} `))
    ?.slice(keyword.length + 1);
}

async function written(
  folder: string,
  text: string,
): Promise<{ file: string; directory: string; config: string }> {
  const directory = path.join(await temporaryDirectory(), folder);
  mkdirSync(directory, { recursive: true });
  const config = path.join(directory, 'own config');
  writeFileSync(config, text, { mode: 0o600 });
  const home = dockhopHome({ env: { DOCKHOP_HOME: path.join(directory, 'dockhop') } });
  const file = await new SharedConfigFile(home, { configFile: config }).file(never);
  return { file: file ?? '', directory: home.directory, config };
}

const ownConfig = `Host gpu1
  HostName 10.0.0.5
  User alice
  ControlPath /tmp/mine-%C
  ControlMaster auto
`;

describe('control sockets of ours', () => {
  it('are none before a login was shared, and looking for them writes nothing', async () => {
    const home = dockhopHome({ env: { DOCKHOP_HOME: path.join(await temporaryDirectory(), 'd') } });
    expect(await new SharedConfigFile(home, {}).hasSockets()).toBe(false);
    expect(existsSync(home.directory)).toBe(false);
  });

  it('are seen where one lies, and not in what lies beside it', async () => {
    const home = dockhopHome({ env: { DOCKHOP_HOME: path.join(await temporaryDirectory(), 'd') } });
    const shared = new SharedConfigFile(home, { configFile: home.userConfigFile });
    await shared.file(never);
    writeFileSync(path.join(home.directory, 'm', 'alice@gpu1:22.log'), '');
    expect(await shared.hasSockets()).toBe(false);
    const server = createServer().listen(path.join(home.directory, 'm', 'alice@gpu1:22'));
    await once(server, 'listening');
    expect(await shared.hasSockets()).toBe(true);
    server.close();
  });
});

describe('the shared config', () => {
  it.each(['plain', 'with a space', "it's", 'ünï=x'])(
    'puts our control sockets before the person’s own, under %s',
    async (folder) => {
      const { file, directory, config } = await written(folder, ownConfig);
      expect(optionOf(file, 'gpu1', 'hostname')).toBe('10.0.0.5');
      expect(optionOf(file, 'gpu1', 'controlmaster')).toBe('false');
      const socket = optionOf(file, 'gpu1', 'controlpath') ?? '';
      expect(path.basename(socket)).toBe('alice@gpu1:22');
      expect(path.dirname(path.dirname(socket))).toBe(directory);
      expect(statSync(path.dirname(socket)).mode & 0o777).toBe(0o700);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(optionOf(config, 'gpu1', 'controlpath')).toMatch(/^\/tmp\/mine-/);
    },
  );

  it('tells apart what has the same address behind different jump hosts', async () => {
    const { file } = await written(
      'x',
      'Host a b\n  HostName 10.0.0.5\n  ProxyJump jump-%n\nHost *\n  User alice\n',
    );
    const [a, b] = ['a', 'b'].map((host) => optionOf(file, host, 'controlpath'));
    expect(a).not.toBe(b);
  });

  it('may be included by what it includes', async () => {
    const { file, directory, config } = await written('x', ownConfig);
    const entries = path.join(directory, 'config');
    writeFileSync(entries, 'Host mine\n  HostName mine\n', { mode: 0o600 });
    writeFileSync(config, `Include ${entries}\n${ownConfig}`, { mode: 0o600 });
    expect(optionOf(file, 'gpu1', 'hostname')).toBe('10.0.0.5');
  });

  it('is written once, and anew where somebody took it away', async () => {
    const { file, config, directory } = await written('x', ownConfig);
    const text = await readFile(file, 'utf8');
    const home = dockhopHome({ env: { DOCKHOP_HOME: directory } });
    writeFileSync(file, '');
    expect(await new SharedConfigFile(home, { configFile: config }).file(never)).toBe(file);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('is refused with ssh’s own words where the person’s config is', async () => {
    await expect(written('x', 'Nonsense yes\n')).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
    });
  });

  it('is not there where a path cannot be written in it', () => {
    expect(sharedConfigText('/h/m', '/h/a*b', false)).toBeUndefined();
    expect(sharedConfigText('/h/$m', '/h/config', false)).toBeUndefined();
    expect(sharedConfigText('/h/m', '/h/config', true)).toContain('Include /etc/ssh/ssh_config\n');
  });
});
