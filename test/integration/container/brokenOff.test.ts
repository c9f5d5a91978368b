import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerDetails } from '../../../src/core/engine/container.ts';
import { Containers, type Heard } from './containers.ts';
import { docker } from './dockerCliEngine.ts';

let containers: Containers;
beforeAll(async () => {
  containers = await Containers.create();
});
afterAll(async () => {
  await containers.close();
});

/** Resolves when nothing of an installation runs in there any more. */
async function untilQuiet(box: ContainerDetails): Promise<void> {
  const wait = `for i in $(seq 300); do
    found=
    for file in /proc/[0-9]*/cmdline; do
      case $(tr '\\0' ' ' <$file) in
        *dockhop-inst[a]ll* | apt-get* | */bin/dpk[g]* | */apt/metho[d]s/*) found=yes ;;
      esac
    done 2>/dev/null
    [ -n "$found" ] || exit 0
    sleep 0.1
  done; exit 1`;
  await containers.inside(box, 'sh', '-c', wait);
}

describe('an installation that is broken off', () => {
  it.each([
    ['while lists are fetched', /^(Get|Hit):/],
    ['while packages are unpacked', /^Unpacking openssh-server/],
  ])('by a cancel %s, ends inside too, and the next one succeeds', async (_, moment) => {
    const box = await containers.start('debian');
    const controller = new AbortController();
    const heard: Heard = { steps: [], questions: [], output: [], log: [] };
    heard.output.push = (line) => {
      if (moment.test(line)) controller.abort();
      return 0;
    };
    const preparing = containers.prepare(box, {}, 'yes', heard, controller.signal);
    await expect(preparing).rejects.toHaveProperty('name', 'AbortError');
    await untilQuiet(box);
    const left = 'ls -A /etc/dockhop-install.lock /usr/sbin/policy-rc.d /var/lib/apt/lists 2>&1; :';
    expect(await containers.inside(box, 'sh', '-c', left)).not.toMatch(/^\/(etc|usr)|_Packages/m);

    const preparation = await containers.prepare(box, {}, 'yes');
    expect(await containers.ssh(preparation, 'echo in')).toMatchObject({ stdout: 'in\n' });
    expect(await containers.inside(box, 'dpkg', '--audit')).toBe('');
  });

  it('between unpacking and setting up, is finished by the next one', async () => {
    const box = await containers.start('debian');
    const unpack =
      'apt-get -qq update && cd /tmp && apt-get -qq download openssh-server && dpkg --unpack *.deb';
    await containers.inside(box, 'sh', '-c', `${unpack} >/tmp/log 2>&1`);
    const preparation = await containers.prepare(box, {}, 'yes');
    expect(await containers.ssh(preparation, 'echo in')).toMatchObject({ stdout: 'in\n' });
    expect(await containers.inside(box, 'dpkg', '--audit')).toBe('');
  });

  it('by a container that is killed, is finished by the next one', async () => {
    const box = await containers.start('debian');
    let killed: Promise<unknown> | undefined;
    const heard: Heard = { steps: [], questions: [], output: [], log: [] };
    heard.output.push = (line) => {
      if (line.startsWith('Unpacking openssh-server')) killed ??= docker('kill', box.id);
      return 0;
    };
    await expect(containers.prepare(box, {}, 'yes', heard)).rejects.toThrow();
    await killed;
    await docker('start', box.id);
    const again = await containers.engine.inspectContainer(box.id);
    const preparation = await containers.prepare(again, {}, 'yes');
    expect(await containers.ssh(preparation, 'echo in')).toMatchObject({ stdout: 'in\n' });
    const left =
      'dpkg --audit; ls -A /etc/dockhop-install.lock /usr/sbin/policy-rc.d 2>/dev/null; :';
    expect(await containers.inside(again, 'sh', '-c', left)).toBe('');
  });
});
