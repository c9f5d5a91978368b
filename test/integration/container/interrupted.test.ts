import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PortableServers } from '../../../src/core/container/portable/portableServers.ts';
import {
  prepareContainer,
  type PrepareRequest,
} from '../../../src/core/container/prepareContainer.ts';
import type { Preparation } from '../../../src/core/container/preparation.ts';
import { undoPreparation } from '../../../src/core/container/undoPreparation.ts';
import type { ContainerDetails } from '../../../src/core/engine/container.ts';
import type { ExecRequest, ExecResult } from '../../../src/core/engine/engine.ts';
import { nobody } from '../../nobody.ts';
import { bareImage } from './bareImage.ts';
import { Containers, imageId } from './containers.ts';
import { docker, DockerCliEngine } from './dockerCliEngine.ts';

let containers: Containers;
let busybox: string;
beforeAll(async () => {
  containers = await Containers.create();
  busybox = await bareImage('busybox', await imageId('debian'));
});
afterAll(async () => {
  await containers.close();
});

const portable = new PortableServers(path.join(import.meta.dirname, '../../../dist/portable'));

type Moment = 'before' | 'halfway' | 'after' | 'killed';
const moments: readonly Moment[] = ['before', 'halfway', 'after', 'killed'];

/** Something ends a preparation at the exec of that number. */
class BreakingEngine extends DockerCliEngine {
  readonly #at: number;
  readonly #moment: Moment;

  constructor(at: number, moment: Moment) {
    super();
    this.#at = at;
    this.#moment = moment;
  }

  override async exec(
    container: ContainerDetails,
    request: ExecRequest,
    signal: AbortSignal,
  ): Promise<ExecResult> {
    if (this.ran.length !== this.#at) return super.exec(container, request, signal);
    const { stdin = '' } = request;
    switch (this.#moment) {
      case 'before':
        break;
      // The connection is cut: half of what is sent arrives, nobody hears the answer.
      case 'halfway':
        await super.exec(
          container,
          { ...request, stdin: stdin.slice(0, stdin.length / 2) },
          signal,
        );
        break;
      case 'after':
        await super.exec(container, request, signal);
        break;
      // At whatever moment that is.
      case 'killed':
        await Promise.allSettled([
          super.exec(container, request, signal),
          docker('kill', container.id),
        ]);
        await docker('start', container.id);
    }
    throw new Error('cut');
  }
}

function prepare(
  container: ContainerDetails,
  engine: DockerCliEngine,
  request: Partial<PrepareRequest>,
): Promise<Preparation> {
  const ignore = () => undefined;
  return prepareContainer(
    { engine, container, authorizedKey: containers.publicKey, laptop: 'laptop-1', ...request },
    {
      log: { debug: ignore, info: ignore, warn: ignore },
      progress: { step: ignore, output: ignore },
      prompter: {
        ...nobody,
        allowPortable: () => Promise.resolve('yes'),
        allowRepair: () => Promise.resolve('yes'),
      },
      portable,
    },
    AbortSignal.timeout(60_000),
  );
}

async function files(box: ContainerDetails): Promise<string> {
  const script = `find / -path /proc -prune -o -path /sys -prune -o -path /dev/pts -prune -o -print |
    grep -v /run/sshd | sort
    cat /etc/passwd; cat /etc/shadow 2>/dev/null; :`;
  return containers.inside(box, 'sh', '-c', script);
}

async function undo(box: ContainerDetails, { uid }: Preparation): Promise<void> {
  const request = { engine: containers.engine, container: box, uid, laptop: 'laptop-1' };
  expect((await undoPreparation(request, AbortSignal.timeout(60_000))).left).toEqual([]);
}

describe('a preparation that ends', () => {
  it.concurrent.each([
    ['of an account that is mended', 'workspace', { user: 'www-data' }, 3],
    ['with the portable server', 'busybox', {}, 3],
  ] as const)(
    'at any exec %s, at its begin, halfway or at its end, is followed by one that succeeds',
    async (_, image, request, execs) => {
      const box =
        image === 'busybox' ? await containers.startImage(busybox) : await containers.start(image);
      await containers.inside(box, 'mkdir', '-p', '/var/www', '/etc/profile.d');
      const before = await files(box);
      for (let at = 0; at < execs; at++) {
        // A look changes nothing.
        for (const moment of at === 0 ? (['killed'] as const) : moments) {
          const cut = prepare(box, new BreakingEngine(at, moment), request);
          await expect(cut, `${at} ${moment}`).rejects.toThrow('cut');
          const preparation = await prepare(box, new DockerCliEngine(), request);
          if (moment === 'halfway') {
            expect(await containers.ssh(preparation, 'echo in')).toMatchObject({ stdout: 'in\n' });
          }
          await undo(box, preparation);
        }
        expect(await files(box), `${at}`).toBe(before);
      }
    },
  );

  it.concurrent.each([
    ['/etc/dockhop', 9],
    ['/etc/profile.d', 1],
  ])('as %s is full leaves no half, and room is all that is missing', async (place, pages) => {
    const size = `${pages * 4}k`;
    const box = await containers.start('workspace', ['--tmpfs', `${place}:size=${size},mode=755`]);
    let failures = 0;
    for (let free = 0; free < pages; free++) {
      const fill = `head -c ${(pages - free) * 4096} /dev/zero >${place}/filler`;
      await containers.inside(box, 'sh', '-c', fill);
      const preparation = await prepare(box, new DockerCliEngine(), {}).catch((error: unknown) => {
        expect(error).toHaveProperty('name', 'DockhopError');
        failures += 1;
      });
      const left = `cd ${place}; find . -type f ! -name filler`;
      if (!preparation) expect(await containers.inside(box, 'sh', '-c', left)).toBe('');
      await containers.inside(box, 'rm', `${place}/filler`);
      const whole = await prepare(box, new DockerCliEngine(), {});
      expect(preparation?.hostKey ?? whole.hostKey).toBe(whole.hostKey);
      await undo(box, whole);
    }
    expect(failures).toBeGreaterThan(0);
  });
});
