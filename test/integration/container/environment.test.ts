import { afterAll, beforeAll, expect, it } from 'vitest';
import { Containers } from './containers.ts';
import { nastyEnvironment } from './nastyEnvironment.ts';

let containers: Containers;
beforeAll(async () => {
  containers = await Containers.create();
});
afterAll(async () => {
  await containers.close();
});

function parsed(nulSeparated: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    nulSeparated
      .split('\0')
      .filter((entry) => entry.includes('='))
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

it('of an image reaches commands and login shells, its PATH too', async () => {
  const box = await containers.start('workspaceenv');
  const preparation = await containers.prepare(box);
  const path = box.env.find((entry) => entry.startsWith('PATH='))?.slice('PATH='.length);
  const command = await containers.ssh(preparation, 'echo "$PATH"; echo "$CUDA_HOME"; nvcc');
  expect(command.stdout).toMatch(/^.*\n\/usr\/local\/cuda\nCuda compilation tools/);
  expect(command.stdout.split('\n')[0]).toBe(path);
  const shell = await containers.ssh(preparation, 'bash -lc \'echo "$PATH"; echo "$GREETING"\'');
  expect(shell.stdout).toBe(
    `${path ?? ''}\ntwo  spaces, a 'single' and a "double" quote # and no comment\n`,
  );
});

it.each(['root', 'dev'])('with awkward values arrives as it is, for %s', async (user) => {
  const options = Object.entries({
    ...nastyEnvironment,
    N30_LINES: 'a\nSetEnv EVIL=1',
    'N.31': 'x',
  });
  const box = await containers.start(
    'workspace',
    options.flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  );
  const preparation = await containers.prepare(box, { user });
  expect(preparation.leftOutEnv).toEqual(['N.31', 'N30_LINES']);
  const { stdout } = await containers.ssh(preparation, 'env -0');
  const received = parsed(stdout);
  expect(received).toMatchObject(nastyEnvironment);
  expect(received).not.toHaveProperty('EVIL');
  expect(received).toMatchObject({ HOME: user === 'root' ? '/root' : '/home/dev', USER: user });
});

it('is for its user alone to read', async () => {
  const box = await containers.start('workspace', ['--env', 'TOKEN=very-secret']);
  await containers.prepare(box);
  const look =
    "grep -rs very-secret /etc/dockhop /etc/profile.d; cat /proc/[0-9]*/cmdline | tr '\\0' ' '";
  const seen = await containers.inside(
    box,
    'setpriv',
    '--reuid',
    '1000',
    '--clear-groups',
    'sh',
    '-c',
    look,
  );
  expect(seen).not.toContain('very-secret\n');
  expect(seen).toContain('sleep infinity');
});

it('that is too large for SSH is left out, by name', async () => {
  const box = await containers.start('workspace', [
    ...['--env', `LARGE=${'x'.repeat(110_000)}`],
    ...['--env', 'SMALL=small'],
  ]);
  const preparation = await containers.prepare(box);
  expect(preparation.leftOutEnv).toEqual(['LARGE']);
  expect(await containers.ssh(preparation, 'echo "$SMALL"')).toMatchObject({ stdout: 'small\n' });
});

it('has no program of a user’s run by root, where the image’s PATH begins with theirs', async () => {
  const path =
    'PATH=/home/mallory/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const box = await containers.start('workspace', ['--env', path]);
  const lay = `
    mkdir -p /home/mallory/bin
    cat >/home/mallory/bin/trap <<'END'
#!/bin/bash
echo "$0" >>/home/mallory/ran
exec "/usr/bin/\${0##*/}" "$@"
END
    chmod 755 /home/mallory/bin/trap
    for name in sh ls id head sed cat ssh-keygen apt-get getconf env; do
      ln -s trap /home/mallory/bin/$name
    done`;
  await containers.inside(box, '/bin/sh', '-c', lay);
  const preparation = await containers.prepare(box);
  // The person's own session has the image's PATH, as everywhere.
  expect(await containers.ssh(preparation, '/bin/ls /home/mallory; echo "$PATH"')).toMatchObject({
    stdout: `bin\n${path.slice('PATH='.length)}\n`,
  });
});

it('does not stop sshd with libraries of the image’s own', async () => {
  const box = await containers.start('workspace', [
    ...['--env', 'LD_LIBRARY_PATH=/opt/conda/lib'],
    ...['--env', 'OPENSSL_CONF=/nowhere'],
  ]);
  await containers.inside(
    box,
    'sh',
    '-c',
    'LD_LIBRARY_PATH=; mkdir -p /opt/conda/lib; echo no library >/opt/conda/lib/libcrypto.so.3',
  );
  const preparation = await containers.prepare(box);
  expect(await containers.ssh(preparation, 'echo "$LD_LIBRARY_PATH"')).toMatchObject({
    code: 0,
    stdout: '/opt/conda/lib\n',
  });
});
