import { createHash, randomBytes } from 'node:crypto';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { labSshConfig } from '../../lab/lab.ts';

/** What must be said of a blob. */
interface Blob {
  readonly mediaType: string;
  readonly size: number;
  readonly digest: string;
}

const types = {
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
};

/**
 * A registry with one small image under every name, except those with `private` in them, for which
 * it wants a login, and with `absent`. A blob of a name with `endless` never ends. It is on the
 * loopback of this machine and, by a forward, on that of a host of the lab, where engines ask no TLS.
 *
 * @see https://distribution.github.io/distribution/spec/api/
 */
export class SmallRegistry {
  /** What was asked for. */
  readonly asked: string[] = [];
  readonly #blobs = new Map<string, Buffer>();
  readonly #manifest: Promise<Buffer>;
  readonly #server;
  readonly #forwards: ChildProcess[] = [];

  /** @param identity for TLS, which podman asks of every registry. */
  constructor(identity?: Identity) {
    this.#manifest = this.#build();
    const listener: RequestListener = ({ url = '' }, response) => {
      this.asked.push(url);
      this.#answer(url, response).catch(() => response.destroy());
    };
    this.#server = identity ? createTlsServer(identity, listener) : createServer(listener);
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  /** @returns its address on a host of the lab. */
  async on(host: string): Promise<string> {
    const { port } = this.#server.address() as AddressInfo;
    const forward = spawn(
      'ssh',
      ['-F', labSshConfig, '-N', '-R', `127.0.0.1:0:127.0.0.1:${port}`, '--', host],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#forwards.push(forward);
    for await (const line of createInterface(forward.stderr)) {
      const there = /^Allocated port (\d+) for/.exec(line)?.[1];
      if (there !== undefined) return `127.0.0.1:${there}`;
    }
    throw new Error(`${host} does not forward`);
  }

  close(): void {
    for (const forward of this.#forwards) forward.kill();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(url: string, response: ServerResponse): Promise<void> {
    if (url.includes('private')) {
      refuse(response, 401, 'UNAUTHORIZED');
      return;
    }
    if (url === '/v2/') {
      send(response, 'application/json', Buffer.from('{}'));
      return;
    }
    if (url.includes('absent')) {
      refuse(response, 404, 'MANIFEST_UNKNOWN');
      return;
    }
    const [, , name = ''] = /^\/v2\/((.+))\/(manifests|blobs)\//.exec(url) ?? [];
    const digest = /sha256:[0-9a-f]{64}$/.exec(url)?.[0] ?? '';
    const blob = this.#blobs.get(digest);
    if (blob === undefined) {
      send(response, types.manifest, await this.#manifest);
      return;
    }
    if (!name.includes('endless')) {
      send(response, 'application/octet-stream', blob);
      return;
    }
    response.writeHead(200, { 'content-length': blob.length });
    response.write(blob.subarray(0, 10));
  }

  async #build(): Promise<Buffer> {
    const tars = await Promise.all(['one', 'two'].map((name) => layer(name)));
    const layers = tars.map((tar) => this.#add(types.layer, gzipSync(tar)));
    const description = {
      architecture: 'amd64',
      os: 'linux',
      config: { Cmd: ['/one'] },
      rootfs: { type: 'layers', diff_ids: tars.map(digestOf) },
    };
    const config = this.#add(types.config, Buffer.from(JSON.stringify(description)));
    const manifest = { schemaVersion: 2, mediaType: types.manifest, config, layers };
    return Buffer.from(JSON.stringify(manifest));
  }

  #add(mediaType: string, content: Buffer): Blob {
    const digest = digestOf(content);
    this.#blobs.set(digest, content);
    return { mediaType, size: content.length, digest };
  }
}

/** What a server of TLS proves itself with, in PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** An identity of the loopback's that nobody vouches for but itself, good for a day. */
export async function selfSigned(): Promise<Identity> {
  const { stdout } = await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '1', '-subj', '/CN=small registry', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', '-', '-out', '-'],
  ]);
  return { key: stdout, cert: stdout.slice(stdout.indexOf('-----BEGIN CERTIFICATE')) };
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

async function layer(name: string): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name }, randomBytes(300_000));
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, type: string, content: Buffer): void {
  response.writeHead(200, {
    ...{ 'content-type': type, 'content-length': content.length },
    ...{ 'docker-content-digest': digestOf(content) },
    'docker-distribution-api-version': 'registry/2.0',
  });
  response.end(content);
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'www-authenticate': 'Basic realm="test"',
  });
  response.end(JSON.stringify({ errors: [{ code, message: code.toLowerCase() }] }));
}
