import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareContainer } from '../../../src/core/container/prepareContainer.ts';
import { nobody } from '../../nobody.ts';
import { Containers } from './containers.ts';
import { docker } from './dockerCliEngine.ts';

let containers: Containers;
let proxy: Server;
let address: string;
const asked: { url: string; authorization: string | undefined }[] = [];

/** A proxy (RFC 9110, section 3.7) on the host's side of the containers' network. */
beforeAll(async () => {
  containers = await Containers.create();
  proxy = createServer((incoming, answer) => {
    const { url = '', method, headers } = incoming;
    const { 'proxy-authorization': authorization, ...others } = headers;
    asked.push({ url, authorization });
    const onward = request(url, { method, headers: others }, (found) => {
      answer.writeHead(found.statusCode ?? 502, found.headers);
      found.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  });
  const format = '{{(index .IPAM.Config 0).Gateway}}';
  const gateway = await docker('network', 'inspect', 'bridge', '-f', format);
  proxy.listen(0, gateway);
  await once(proxy, 'listening');
  const bound = proxy.address();
  address = typeof bound === 'object' && bound ? `${bound.address}:${bound.port}` : '';
});
afterAll(async () => {
  await containers.close();
  proxy.closeAllConnections();
  proxy.close();
});

it('packages come by the proxy of the host, whose password nobody sees', async () => {
  const box = await containers.start('debian');
  const url = `http://someone:s3cret-word@${address}`;
  const said: string[] = [];
  const note = (line: string) => said.push(line);
  const preparation = await prepareContainer(
    {
      engine: containers.engine,
      container: box,
      authorizedKey: containers.publicKey,
      laptop: 'laptop-1',
    },
    {
      log: { debug: note, info: note, warn: note },
      progress: { step: note, output: note },
      prompter: { ...nobody, allowInstall: () => Promise.resolve('serverOnly' as const) },
      proxies: () => Promise.resolve({ http: url }),
    },
    AbortSignal.timeout(100_000),
  );
  expect(preparation.installed).toBe(true);
  const packages = asked.filter((one) => one.url.includes('openssh-server_'));
  expect(packages.length).toBeGreaterThan(0);
  const credentials = Buffer.from('someone:s3cret-word').toString('base64');
  expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(
    new Set([`Basic ${credentials}`]),
  );
  expect(said.join('\n')).not.toContain('s3cret-word');
  const left = await containers
    .inside(box, 'grep', '-rl', 's3cret-word', '/etc', '/var', '/tmp')
    .catch(() => '');
  expect(left).toBe('');
});
