import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  hostProxies,
  parseHostProxies,
} from '../../../../../src/core/container/install/hostProxies.ts';
import { hostProxyScript } from '../../../../../src/core/container/install/hostProxyScript.ts';
import {
  installProxies,
  proxySecretsHidden,
} from '../../../../../src/core/container/install/installProxies.ts';
import type { Proxies } from '../../../../../src/core/engine/proxies/engineProxies.ts';
import type { Connection } from '../../../../../src/core/ssh/connection.ts';
import { recordingLog } from '../../../../recordingLog.ts';
import { partialEngine } from '../../engine/partialEngine.ts';
import { containerDetails } from '../containerDetails.ts';

const never = new AbortController().signal;
const home = mkdtempSync(path.join(tmpdir(), 'dockhop-proxies-'));
afterAll(() => {
  rmSync(home, { recursive: true });
});

const socket = '/var/run/docker.sock';
const http = 'http://me:s3cret@proxy:3128';

/** What a host says whose docker client is configured like this. */
function answerOf(env: NodeJS.ProcessEnv, config?: unknown): string {
  mkdirSync(path.join(home, '.docker'), { recursive: true });
  const text = config === undefined ? 'no json' : JSON.stringify(config);
  writeFileSync(path.join(home, '.docker', 'config.json'), text);
  const options = {
    input: hostProxyScript,
    env: { PATH: process.env['PATH'], HOME: home, ...env },
  };
  return execFileSync('/bin/sh', ['-s'], options).toString();
}

describe('the proxies of a host', () => {
  it('are those of the login shell, before those of the docker client', () => {
    writeFileSync(path.join(home, '.profile'), `echo hello\nexport https_proxy=${http}\n`);
    const config = { proxies: { default: { httpProxy: 'http://other:1' } } };
    const text = `motd\n${answerOf({ SHELL: '/bin/sh', NO_PROXY: '.lan,10.0.0.0/8' }, config)}`;
    writeFileSync(path.join(home, '.profile'), '');
    expect(parseHostProxies(text, socket)).toEqual({ https: http, no: '.lan,10.0.0.0/8' });
  });

  it('are those of the docker client for this engine, or for all', () => {
    const proxies = {
      default: { httpProxy: http, noProxy: 'lan' },
      'unix:///run/other.sock': { httpsProxy: 'http://other:1' },
    };
    const text = answerOf({}, { auths: { registry: { auth: 'secret' } }, proxies });
    expect(parseHostProxies(text, socket)).toEqual({ http, no: 'lan' });
    expect(parseHostProxies(text, '/run/other.sock')).toEqual({ https: 'http://other:1' });
  });

  it.each([
    ['nothing', answerOf({})],
    ['what is none', answerOf({ http_proxy: 'http://a b', https_proxy: 'javascript:x y' })],
    ['a configuration of another shape', answerOf({}, { proxies: [1] })],
    ['no answer', 'menu> '],
  ])('are not known from %s, and then the engine’s', async (_, stdout) => {
    expect(parseHostProxies(stdout, socket)).toBeUndefined();
    const run = () => Promise.resolve({ exitCode: 0, stdout, stderr: '' });
    const ofDaemon = () => Promise.resolve({ https: http });
    const engine = partialEngine({ info: { socket } as never, proxies: { ofDaemon } });
    const connection = { run } as Partial<Connection> as Connection;
    expect(await hostProxies(connection, engine, never)).toEqual({ https: http });
  });
});

describe('an installation', () => {
  const given = (found: Proxies, container: Parameters<typeof containerDetails>[0] = {}) =>
    installProxies(
      containerDetails(container),
      () => Promise.resolve(found),
      recordingLog(),
      never,
    );

  it('gets the proxies of the host in both spellings', async () => {
    expect(await given({ http, no: 'lan' })).toEqual({
      ...{ http_proxy: http, HTTP_PROXY: http },
      ...{ no_proxy: 'lan', NO_PROXY: 'lan' },
    });
  });

  it.each([{ env: ['HTTPS_PROXY=http://own:1'] }, { env: ['all_proxy=socks5://own:1'] }])(
    'keeps to those of its container: %j',
    async (container) => {
      expect(await given({ http }, container)).toEqual({});
    },
  );

  it.each(['http://127.0.0.1:3128', 'http://a:b@localhost:3128/', 'http://[::1]:1', 'localhost:9'])(
    'does not get %s, but on the host’s network',
    async (loopback) => {
      expect(await given({ http: loopback, no: 'x' })).toEqual({});
      expect(await given({ http: loopback }, { networkMode: 'host' })).toMatchObject({
        http_proxy: loopback,
      });
    },
  );

  it('goes on where the host does not say any', async () => {
    const silent = () => Promise.reject(new Error('no shell'));
    expect(await installProxies(containerDetails(), silent, recordingLog(), never)).toEqual({});
    const controller = new AbortController();
    controller.abort();
    await expect(
      installProxies(containerDetails(), silent, recordingLog(), controller.signal),
    ).rejects.toHaveProperty('name', 'AbortError');
  });

  it('shows no secret of a proxy', () => {
    const hidden = proxySecretsHidden([`http_proxy=http://me:p%40ss@proxy:3128`, 'PATH=/a:b@c']);
    expect(hidden('cannot reach http://me:p%40ss@proxy:3128 (p@ss)')).toBe(
      'cannot reach http://…@proxy:3128 (…)',
    );
    expect(hidden('/a:b@c')).toBe('/a:b@c');
  });
});
