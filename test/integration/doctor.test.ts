import { readFile, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onMachine } from '../lab/lab.ts';
import { LabContainer } from './labContainer.ts';
import { useLaptop } from './useLaptop.ts';

const report = v.object({
  checks: v.array(
    v.object({
      id: v.string(),
      state: v.picklist(['ok', 'warn', 'fail']),
      message: v.string(),
      fix: v.optional(v.string()),
    }),
  ),
  fixed: v.optional(v.array(v.string())),
});

const laptop = useLaptop();

interface Seen extends v.InferOutput<typeof report> {
  readonly code: number;
}

async function doctor(...words: readonly string[]): Promise<Seen> {
  const { code, stdout, stderr } = await laptop().dockhop('--json', 'doctor', ...words);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), report), stdout);
  if (!parsed.success) throw new Error(`no report: ${stderr}`);
  return { ...parsed.output, code };
}

/** What doctor complains about under a name; undefined where it does not. */
function complaint({ checks }: Seen, id: string) {
  return checks.find((check) => check.id === id && check.state !== 'ok');
}

/** An account of the test's own on gpu1: without subordinate ids, its home a full disk of a megabyte. */
const account = 'doctor';
const plantAccount = `
useradd -M -s /bin/bash -u 3900 -K SUB_UID_COUNT=0 -K SUB_GID_COUNT=0 "$1"
sed -i "/^$1:/d" /etc/subuid /etc/subgid
mkdir -p "/home/$1"
mount -t tmpfs -o size=1m,uid=3900,gid=3900,mode=700 none "/home/$1"
install -d -m 700 -o "$1" -g "$1" "/home/$1/.ssh"
install -m 600 -o "$1" -g "$1" /lab/authorized_keys "/home/$1/.ssh/authorized_keys"
cat /dev/zero >"/home/$1/full" 2>/dev/null || true
`;
const removeAccount = `
umount "/home/$1" 2>/dev/null
rmdir "/home/$1" 2>/dev/null
userdel "$1" 2>/dev/null
true
`;

/** bob has no init system that lets anything linger, nor NVIDIA's runtime: these stand in for both. */
const plantAtBob = `
mkdir -p ~bob/.config/nvidia-container-runtime
cat >/run/doctor-loginctl <<'END'
#!/bin/sh
case $* in
  'show-user bob --property=Linger') if [ -e ~/.lingers ]; then echo Linger=yes; else echo Linger=no; fi ;;
  '--no-ask-password enable-linger') : >~/.lingers ;;
  *) exit 2 ;;
esac
END
chmod 755 /run/doctor-loginctl
mount --bind /run/doctor-loginctl /usr/bin/loginctl
printf '[nvidia-container-cli]\\n#no-cgroups = false\\n' >~bob/.config/nvidia-container-runtime/config.toml
`;
const removeAtBob = `
umount /usr/bin/loginctl 2>/dev/null
rm -rf /run/doctor-loginctl ~bob/.lingers ~bob/.config/nvidia-container-runtime
`;

const onGpu1 = (script: string): Promise<string> =>
  onMachine('gpu1', 'bash', '-c', script, 'bash', account);

const bob = { machine: 'gpu1', engine: 'bob' } as const;
const poor = new LabContainer(bob, ['--tmpfs', '/root:size=1m']);
const recreated = new LabContainer(bob);
const removed = new LabContainer(bob);
const boxes = [poor, recreated, removed];

const ownHosts = `
Host gpu1-${account}
  User ${account}
Host gpu1-strict
  ProxyJump jump-strict
`;

/** Before everything, as a person would have it; the last lines are for every host. */
async function plantInConfig(): Promise<void> {
  const text = await readFile(laptop().config, 'utf8');
  await writeFile(laptop().config, `${ownHosts}\n${text}\nHost *\n  LocalForward 18997 [::1]:9\n`);
}

async function makePoor(): Promise<void> {
  await poor.run();
  await poor.sh(`cat /dev/zero >/root/full 2>/dev/null
    dpkg --purge --force-all procps >/dev/null 2>&1
    printf '#!/bin/sh\\necho glibc 2.17\\n' >/usr/local/bin/getconf; chmod 755 /usr/local/bin/getconf`);
}

beforeAll(async () => {
  await onGpu1(removeAccount);
  await onGpu1(removeAtBob);
  await Promise.all([
    onGpu1(plantAccount),
    onGpu1(plantAtBob),
    makePoor(),
    recreated.run(),
    removed.run(),
    plantInConfig(),
  ]);
}, 600_000);

afterAll(async () => {
  await Promise.all([...boxes.map((box) => box.remove()), onGpu1(removeAtBob)]);
  await onGpu1(removeAccount);
});

describe('doctor names', () => {
  it('a jump host that forwards nothing, and the hops before it', async () => {
    const seen = await doctor('gpu1-strict');
    expect(seen.code).toBe(1);
    expect(complaint(seen, 'path')?.message).toContain('jump-strict refuses to forward');
    expect(complaint(seen, 'path')?.fix).toContain('nc %h %p');
    expect(seen.checks.filter(({ id, state }) => id === 'path' && state === 'ok')).toHaveLength(1);
  });

  it('a denied engine, missing subordinate ids and a full disk of the host', async () => {
    const seen = await doctor(`gpu1-${account}`);
    expect(seen.code).toBe(1);
    expect(complaint(seen, 'engine')?.message).toContain('the group docker (mode 660)');
    expect(complaint(seen, 'subordinate-ids')?.fix).toContain(`--add-subuids`);
    expect(complaint(seen, 'host-disk')?.message).toMatch(/^The disk of ~ .* is full/);
  });

  it('nothing at a host that is well', async () => {
    const { code, checks } = await doctor('gpu1', 'ws-idle');
    expect(checks.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(code).toBe(0);
  });

  it('a container that does not run', async () => {
    expect(complaint(await doctor('gpu1', 'ws-stopped'), 'container')?.message).toContain(
      'is not running (exited)',
    );
  });
});

describe('doctor of a rootless engine and a poor container', () => {
  it('names each fault, mends what it can when told to, and looks again', async () => {
    const before = await doctor('gpu1-bob', poor.name);
    expect(before.code).toBe(1);
    expect(complaint(before, 'linger')?.message).toContain('ends, with its containers');
    expect(complaint(before, 'nvidia-cgroups')?.fix).toContain('no-cgroups=true');
    expect(complaint(before, 'container-disk')?.message).toMatch(/^The disk of \/root in .* full/);
    expect(complaint(before, 'editor-system')?.message).toContain('glibc 2.28 or later');
    expect(complaint(before, 'editor-tools')?.message).toContain('procps');

    const refused = await laptop().dockhop('doctor', 'gpu1-bob', poor.name, '--fix');
    expect(refused.stderr).toContain('CONSENT_NEEDED');

    const after = await doctor('gpu1-bob', poor.name, '--fix', '--yes');
    expect(after.fixed?.toSorted()).toEqual(['editorTools', 'linger']);
    expect(complaint(after, 'linger')).toBeUndefined();
    expect(complaint(after, 'editor-tools')).toBeUndefined();
    // What only an administrator or another image can mend is still there, and said.
    expect(complaint(after, 'editor-system')).toBeDefined();
    expect(after.code).toBe(1);
  });
});

describe('doctor of entries', () => {
  it('names what became of them, mends it, and looks again', async () => {
    const attached = v.object({ alias: v.string() });
    const attach = async (box: LabContainer): Promise<string> =>
      v.parse(attached, await laptop().json('attach', 'gpu1-bob', box.name, '--print')).alias;
    const alias = await attach(recreated);
    await attach(removed);
    await Promise.all([recreated.run(), removed.remove()]);
    const config = await readFile(laptop().config, 'utf8');
    await writeFile(laptop().config, config.replace(/^Include .*\n/, ''));

    const before = await doctor('gpu1-bob', recreated.name);
    expect(complaint(before, 'include')?.message).toContain('does not begin with the line');
    const entries = before.checks.filter(({ id }) => id === 'entry').map(({ message }) => message);
    expect(entries).toEqual([
      expect.stringContaining('was created anew since'),
      expect.stringContaining(`there is no container ${removed.name}`),
    ]);

    const after = await doctor('gpu1-bob', recreated.name, '--fix', '--yes');
    for (const id of ['include', 'entry', 'ssh-server']) {
      expect(complaint(after, id)).toBeUndefined();
    }
    expect(complaint(after, 'leak')?.message).toContain('localforward 18997 [::1]:9');
    const { code, stdout } = await laptop().ssh(alias, 'echo', 'inside');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'inside\n' });
  });
});
