import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './laptop.ts';

/** A file system of this machine with room for little. The lab needs root as well. */
export class SmallDisk {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  /** @param size as mount takes it: `1m`. */
  static async mount(size: string): Promise<SmallDisk> {
    const directory = await mkdtemp(path.join(tmpdir(), 'dockhop-small-'));
    const words = ['-t', 'tmpfs', '-o', `size=${size}`, 'none', directory];
    const { code, stderr } = await run('mount', words);
    if (code !== 0) throw new Error(`mount ${words.join(' ')}: ${stderr}`);
    return new SmallDisk(directory);
  }

  async unmount(): Promise<void> {
    const { code, stderr } = await run('umount', [this.directory]);
    if (code !== 0) throw new Error(`umount ${this.directory}: ${stderr}`);
    await rmdir(this.directory);
  }
}
