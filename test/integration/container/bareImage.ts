import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { docker } from './dockerCliEngine.ts';

const folder = path.join(import.meta.dirname, 'bareImages');

/** An image of a static busybox and nothing else (`arm`: and qemu-user for 64-bit ARM), built once for each content of its Dockerfile. */
export async function bareImage(name: 'busybox' | 'arm', base: string): Promise<string> {
  const content = await readFile(path.join(folder, 'Dockerfile'));
  const hash = createHash('sha256').update(base).update(content).digest('hex');
  const tag = `localhost/dockhop-test/${name}:${hash.slice(0, 12)}`;
  if ((await docker('images', '-q', tag)) !== '') return tag;
  const options = [
    '--target',
    name,
    '--build-arg',
    `BASE=${base}`,
    '--label',
    'dockhop.test=image',
  ];
  await docker('build', '-q', ...options, '-t', tag, folder);
  return tag;
}
