import { createHash } from 'node:crypto';
import { pack, type Pack } from 'tar-stream';

/**
 * An image of one layer with one file of zeros, as `docker save` writes it.
 * @see https://github.com/moby/docker-image-spec/blob/main/v1.2.md "Combined Image JSON + Filesystem Changeset Format".
 */
export async function imageTar(name: string, bytes: number): Promise<Buffer> {
  const layer = await tarOf({ zeros: Buffer.alloc(bytes) });
  const diff = `sha256:${createHash('sha256').update(layer).digest('hex')}`;
  const config = JSON.stringify({
    ...{ architecture: 'amd64', os: 'linux', config: { Cmd: ['/zeros'] } },
    rootfs: { type: 'layers', diff_ids: [diff] },
  });
  const manifest = JSON.stringify([
    { Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] },
  ]);
  return tarOf({ 'layer.tar': layer, 'config.json': config, 'manifest.json': manifest });
}

async function tarOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  return bytesOf(tar);
}

async function bytesOf(tar: Pack): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk);
  return Buffer.concat(chunks);
}
