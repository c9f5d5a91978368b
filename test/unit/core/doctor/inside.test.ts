import { expect, test } from 'vitest';
import type { EntryRecord } from '../../../../src/core/clientFiles/entry.ts';
import { describeFinding } from '../../../../src/core/doctor/finding.ts';
import { parseInsideFacts } from '../../../../src/core/doctor/inside/insideFacts.ts';
import { insideFindings, type Inside } from '../../../../src/core/doctor/inside/insideFindings.ts';
import { packageManagers } from '../../../../src/core/container/install/packageManagers.ts';
import type { ContainerFacts } from '../../../../src/core/container/look/containerFacts.ts';
import { parseOpensshVersion } from '../../../../src/core/container/look/opensshVersion.ts';

const facts = {
  account: undefined,
  sshd: { path: '/usr/sbin/sshd', version: parseOpensshVersion('OpenSSH_9.2p1') },
  managers: packageManagers.filter(({ name }) => name === 'apt-get'),
  systemWritable: true,
  tools: ['bash', 'tar', 'gzip', 'wget', 'ps'],
  cxxLibrary: true,
  certificates: true,
  kernel: '6.1',
  libc: 'glibc 2.36',
} as const satisfies Partial<ContainerFacts>;

const well = {
  host: 'gpu1',
  container: 'ws',
  // What the findings do not look at is left out.
  facts: facts as unknown as ContainerFacts,
  inside: { homeFree: 9e6, gpus: 0, end: 'yes' },
  hostHasGpu: false,
} satisfies Inside;

function complaints(seen: Inside): string[] {
  return insideFindings(seen)
    .map((finding) => describeFinding(finding))
    .flatMap(({ id, state, repair }) =>
      state === 'ok' ? [] : [`${id} ${state} ${repair ?? '-'}`],
    );
}

const withFacts = (other: Partial<ContainerFacts>): Inside => ({
  ...well,
  facts: { ...well.facts, ...other },
});
const withInside = (other: Partial<Inside['inside']>, hostHasGpu = false): Inside => ({
  ...well,
  inside: { ...well.inside, ...other },
  hostHasGpu,
});

test.each<[string, Inside, string[]]>([
  ['all is well', well, []],
  ['an old C library', withFacts({ libc: 'glibc 2.17' }), ['editor-system fail -']],
  [
    'no ps',
    withFacts({ tools: ['bash', 'tar', 'gzip', 'wget'] }),
    ['editor-tools warn editorTools'],
  ],
  [
    'no ps, and nothing to install it',
    withFacts({ tools: ['bash', 'tar', 'gzip', 'wget'], managers: [] }),
    ['editor-tools warn -'],
  ],
  ['a full disk', withInside({ homeFree: 4 }), ['container-disk fail -']],
  ['little room', withInside({ homeFree: 200 * 1024 }), ['container-disk warn -']],
  ['a GPU that the container does not see', withInside({}, true), ['gpu warn -']],
  ['a GPU that it sees', withInside({ gpus: 2 }, true), []],
  ['a GPU that was lost', withInside({ gpus: 1, gpuLost: 'Unknown Error' }, true), ['gpu fail -']],
])('%s', (_, seen, expected) => {
  expect(complaints(seen)).toEqual(expected);
});

test('a set-up that is gone is renewed', () => {
  const record: EntryRecord = {
    ...{ alias: 'gpu1-ws', host: 'gpu1', engine: 'docker', containerId: 'a', containerName: 'ws' },
    ...{
      user: 'root',
      uid: 0,
      route: 'exec',
      mode: 'root',
      directory: '/etc/dockhop/a/0',
      folder: '/',
    },
  };
  expect(complaints({ ...withInside({ prepared: false }), record })).toEqual([
    'ssh-server fail renewEntry',
  ]);
  expect(complaints({ ...withInside({ prepared: true }), record })).toEqual([]);
});

test('what the script could not have said is refused', () => {
  expect(parseInsideFacts('ws', 'gpus=0\nend=yes\n')).toEqual({ gpus: 0, end: 'yes' });
  for (const text of [
    '',
    'gpus=0',
    'gpus=0\ngpus=0\nend=yes',
    'gpus=x\nend=yes',
    'gpus=0\nend=yes\nmore=1',
  ]) {
    expect(() => parseInsideFacts('ws', text)).toThrow(/does not accept/);
  }
});
