import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { download, upload } from '../../../src/core/engine/files/transfers.ts';
import { alternately } from '../alternately.ts';
import { Laptop } from '../fixtures/laptop.ts';
import { containerOf, withOwnContainer } from '../fixtures/ownContainer.ts';
import { people } from '../fixtures/people.ts';
import { MemoryWatch } from '../fixtures/memoryWatch.ts';
import { atLeast, comparison, underLimit, type BenchPart, type Row } from '../row.ts';
import { mebibytes, throughput } from '../units.ts';

const mebibyte = 1024 ** 2;
/** What a heap and some buffers sway by, and far from what is transferred. */
const flatBytes = 48 * mebibyte;

const upWhy =
  'All that is on the way shares these cores, and they are the limit. A MiB took about 11 ms of CPU by ' +
  'Dockhop, 5 of them in its own process, where one thread encrypts for both hops and garbage is collected; ' +
  'about 17 ms by `docker cp`, which has a process for each hop. Of these, the engine takes 3 ms to hand a MiB ' +
  'to a program in a container, and 2 ms to unpack it itself, as `docker cp` asks it to.';

/** A large file into a container and out of it, by what the commands use. */
export const transfer: BenchPart = (bench) =>
  withOwnContainer(async ({ name }) => {
    const { sshConfig, scratch, rounds, quick, say, signal } = bench;
    const bytes = (quick ? 64 : 1024) * mebibyte;
    const file = path.join(scratch, 'large');
    const back = path.join(scratch, 'back');
    await writeRandom(file, bytes);
    await using own = new Laptop(sshConfig);
    const engine = await own.engine('gpu1', signal);
    const container = await containerOf(engine, name, signal);
    const place = { files: engine.files, container, path: '/root/large' };
    const byHand = await people(sshConfig, scratch, signal);
    const memory = new MemoryWatch(bytes / 8);

    say(`up ${mebibytes(bytes)}`);
    const turns = { rounds: rounds(3), warmUps: 0, signal };
    const up = await alternately(
      () => memory.during((onBytes) => upload(file, place, { overwrite: true }, onBytes, signal)),
      () => byHand.docker('gpu1', ['cp', file, `${name}:/root/large-by-hand`]),
      turns,
    );
    say(`down ${mebibytes(bytes)}`);
    const down = await alternately(
      () => memory.during((onBytes) => download(place, back, onBytes, signal)),
      () => byHand.docker('gpu1', ['cp', `${name}:/root/large`, `${back}-by-hand`]),
      turns,
    );
    await Promise.all([file, back, `${back}-by-hand`].map((one) => rm(one, { force: true })));
    const size = bytes >= 1024 * mebibyte ? '1 GiB' : mebibytes(bytes);
    const rowOf = (what: string, compared: typeof up, why?: string): Row =>
      comparison({
        what: `${what} ${size} by command`,
        against: '`docker cp` by `docker -H ssh://`',
        wish: atLeast(1),
        compared,
        print: (ms) => throughput(bytes, ms),
        ...(why !== undefined && { why }),
      });
    return [
      rowOf('upload', up, upWhy),
      rowOf('download', down),
      underLimit({
        what: `memory that grows after the first eighth of ${size}`,
        limit: flatBytes,
        taken: memory.growth(),
        print: mebibytes,
      }),
    ];
  });

/** Nothing that anything on the way could make smaller. */
async function writeRandom(file: string, bytes: number): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    for (let left = bytes; left > 0; left -= mebibyte) await handle.write(randomBytes(mebibyte));
  } finally {
    await handle.close();
  }
}
