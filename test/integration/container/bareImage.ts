import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { builtOnce } from './builtOnce.ts';

const folder = path.join(import.meta.dirname, 'bareImages');

/** An image of a static busybox and nothing else (`arm`: and qemu-user for 64-bit ARM), built once for each content of its Dockerfile. */
export async function bareImage(name: 'busybox' | 'arm', base: string): Promise<string> {
  const content = await readFile(path.join(folder, 'Dockerfile'));
  const hash = createHash('sha256').update(base).update(content).digest('hex');
  return await builtOnce(folder, name, base, hash);
}
