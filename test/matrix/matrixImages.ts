import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { pipeline } from 'node:stream/promises';
import { bareImage } from '../integration/container/bareImage.ts';
import { docker } from '../integration/container/dockerCliEngine.ts';
import { managerImage } from '../integration/container/managerImages.ts';
import { runPiped } from './runPiped.ts';

/** What containers of the matrix are made of. */
export type MatrixImage =
  | 'workspace'
  | 'workspaceReadonly'
  | 'debianOld'
  | 'debianNew'
  | 'busybox'
  | 'dnf'
  | 'zypper'
  | 'pacman';

const label = ['--change', 'LABEL dockhop.test=image'];
const builder = path.join(import.meta.dirname, '../lab/images/debian/build');

/** The tag of an image in the local engine; built where no image has it, once for each content. */
export async function matrixImage(name: MatrixImage): Promise<string> {
  switch (name) {
    case 'workspace':
    case 'workspaceReadonly':
      return labImage(name);
    case 'debianNew':
      return labImage('debian-trixie');
    case 'debianOld':
      return debianOld();
    case 'busybox':
      return bareImage('busybox', await labImageId('debian'));
    case 'dnf':
    case 'zypper':
    case 'pacman':
      return flat(await managerImage(name, await labImageId('debian')));
  }
}

/** The newest of that name: the lab leaves older ones behind when a folder changes. */
async function labImage(name: string): Promise<string> {
  const repository = `localhost/dockhop-lab/${name.toLowerCase()}`;
  const found = await docker('images', '--format', '{{.Repository}}:{{.Tag}}', repository);
  const [tag] = found.split('\n');
  if (tag === undefined || tag === '') throw new Error(`no image ${name}; run test/lab/up`);
  return tag;
}

async function labImageId(name: string): Promise<string> {
  const [id] = (await docker('images', '-q', await labImage(name))).split('\n');
  if (id === undefined) throw new Error(`no image ${name}; run test/lab/up`);
  return id;
}

/** Debian 11, whose OpenSSH is 8.4. */
async function debianOld(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(builder));
  const tag = `localhost/dockhop-test/debian-old:${hash.digest('hex').slice(0, 12)}`;
  if ((await docker('images', '-q', tag)) !== '') return tag;
  const directory = await mkdtemp(path.join(tmpdir(), 'dockhop-debian-'));
  try {
    const archive = path.join(directory, 'root.tar');
    const child = spawn(builder, ['bullseye'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    await pipeline(child.stdout, createWriteStream(archive));
    if ((await ended) !== 0) throw new Error('debootstrap failed');
    const words = ['import', ...label, '--change', 'CMD ["bash"]', '-', tag];
    await runPiped(createReadStream(archive), 'docker', words);
  } finally {
    await rm(directory, { recursive: true });
  }
  return tag;
}

/** The same files in one layer, which has none that a later one hid: half the bytes to hand out. */
async function flat(image: string): Promise<string> {
  const tag = image.replace('/dockhop-test/', '/dockhop-test/flat-');
  if ((await docker('images', '-q', tag)) !== '') return tag;
  const id = await docker('create', '--label', 'dockhop.test=container', image, 'true');
  try {
    const child = spawn('docker', ['export', id], { stdio: ['ignore', 'pipe', 'inherit'] });
    await runPiped(child.stdout, 'docker', ['import', ...label, '-', tag]);
  } finally {
    await docker('rm', id);
  }
  return tag;
}
