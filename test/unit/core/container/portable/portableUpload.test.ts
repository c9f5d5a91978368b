import { describe, expect, it } from 'vitest';
import { parseContainerFacts } from '../../../../../src/core/container/look/containerFacts.ts';
import {
  PortableServers,
  type PortableServer,
} from '../../../../../src/core/container/portable/portableServers.ts';
import {
  bringPortable,
  portableInPlace,
  type PortableRequest,
} from '../../../../../src/core/container/portable/portableUpload.ts';
import type { Engine, ExecRequest } from '../../../../../src/core/engine/engine.ts';
import { sha256 } from '../../../../../src/core/container/portable/parcel.ts';
import { failure } from '../../../../../src/core/errors/dockhopError.ts';
import type { Answer, PortableQuestion } from '../../../../../src/core/ports/prompter.ts';
import { nobody } from '../../../../nobody.ts';
import { containerDetails } from '../containerDetails.ts';
import { probeAnswer } from '../probeAnswer.ts';

const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)} me@laptop`;
const sums = { sshd: 'a'.repeat(64), keygen: 'b'.repeat(64) };
const server: PortableServer = {
  machine: 'x86_64',
  version: { major: 9, minor: 2, text: 'OpenSSH_9.2p1' },
  sshd: { bytes: 5, sha256: sums.sshd },
  keygen: { bytes: 6, sha256: sums.keygen },
};

const { version } = server;

class OneServer extends PortableServers {
  override forMachine(machine: string): Promise<PortableServer | undefined> {
    return Promise.resolve(machine === server.machine ? server : undefined);
  }

  override read(): ReturnType<PortableServers['read']> {
    return Promise.resolve([
      { name: 'sshd', content: Buffer.from('serve') },
      { name: 'ssh-keygen', content: Buffer.from('keygen') },
    ]);
  }
}

const facts = (change: Parameters<typeof probeAnswer>[0] = {}) =>
  parseContainerFacts('box', probeAnswer(change));

function bring(
  request: Partial<PortableRequest> = {},
  { says = 'end=yes\n', answer = 'yes' }: { says?: string; answer?: Answer } = {},
) {
  const requests: ExecRequest[] = [];
  const questions: PortableQuestion[] = [];
  const ignore = () => undefined;
  const exec: Engine['exec'] = (_, asked) => {
    requests.push(asked);
    return Promise.resolve({ exitCode: 0, stdout: says, stderr: '' });
  };
  const engine = { host: 'gpu1', exec } as Engine;
  const brought = bringPortable(
    { engine, container: containerDetails() },
    { facts: facts(), bases: facts().bases, uid: 1000, authorizedKey: key, ...request },
    {
      progress: { step: ignore, output: ignore },
      log: { debug: ignore, info: ignore, warn: ignore },
      prompter: {
        ...nobody,
        allowPortable: (question) => {
          questions.push(question);
          return Promise.resolve(answer);
        },
      },
      portable: new OneServer(),
    },
    new AbortController().signal,
  );
  return { brought, requests, questions };
}

describe('bringing the portable server', () => {
  it('asks, and sends it to the best place where programs run', async () => {
    const { brought, requests, questions } = bring({
      facts: facts({ runnable: ['/run/dockhop'] }),
    });
    expect(await brought).toEqual({ base: '/run/dockhop', version, source: 'dockhop' });
    const { id } = containerDetails();
    expect(questions).toMatchObject([
      {
        host: 'gpu1',
        source: 'dockhop',
        version: 'OpenSSH_9.2p1',
        bytes: 11,
        directory: `/run/dockhop/${id}/1000`,
      },
    ]);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.command.slice(4)).toEqual([
      ...['/run/dockhop', id, '1000'],
      ...['sshd', '5', sha256('serve'), 'ssh-keygen', '6', sha256('keygen')],
    ]);
    expect(requests[0]?.stdin).toEqual(Buffer.from('servekeygen'));
    expect(requests[0]?.uid).toBe(0);
  });

  it('is done by the user where root may not give them files', async () => {
    const own = { facts: facts({ runnable: ['own'] }), bases: ['/var/tmp/dockhop-1000'] } as const;
    const { brought, requests } = bring(own);
    expect(await brought).toEqual({ base: '/var/tmp/dockhop-1000', version, source: 'dockhop' });
    expect(requests[0]?.uid).toBe(1000);
    expect(requests[0]?.command[4]).toBe('/var/tmp/dockhop-1000');
  });

  it.each([
    ['a machine that it is not for', { facts: facts({ machine: ['riscv64'] }) }],
    ['a key of another type', { authorizedKey: 'ssh-rsa AAAA' }],
    ['no place for programs', { facts: facts({ runnable: [] }) }],
    ['one that cannot be written to', { facts: facts({ runnable: ['/opt/dockhop'] }) }],
  ])('is not asked about with %s', async (_, request) => {
    const asked = bring(request);
    await expect(asked.brought).rejects.toMatchObject({ code: 'PORTABLE_UNFIT' });
    const instead = failure('NO_PACKAGE_MANAGER', { container: 'box' });
    await expect(bring({ ...request, instead }).brought).rejects.toBe(instead);
    expect([...asked.questions, ...asked.requests]).toEqual([]);
  });

  it.each(['no', 'cannotAsk'] as const)('sends nothing when the answer is %s', async (answer) => {
    const { brought, requests } = bring({}, { answer });
    await expect(brought).rejects.toMatchObject({ code: 'CONSENT_NEEDED' });
    expect(requests).toEqual([]);
    const instead = failure('NO_PACKAGE_MANAGER', { container: 'box' });
    await expect(bring({ instead }, { answer }).brought).rejects.toBe(instead);
  });

  it.each([
    ['error=unsafe\ndetail=/etc\n', 'DIRECTORY_UNSAFE'],
    ['error=unwritable\n', 'NO_WRITABLE_PLACE'],
    ['error=busy\n', 'FILE_LOCKED'],
    ['error=full\n', 'PORTABLE_UNFIT'],
    ['error=damaged\ndetail=sshd\n', 'PORTABLE_UNFIT'],
    ['error=unrunnable\ndetail=Exec format error\n', 'PORTABLE_UNFIT'],
    ['error=tool\ndetail=sha256sum\n', 'PORTABLE_UNFIT'],
    ['error=reboot\n', 'CONTAINER_ANSWER_INVALID'],
    ['', 'CONTAINER_ANSWER_INVALID'],
  ])('takes %j for what it is', async (says, code) => {
    await expect(bring({}, { says }).brought).rejects.toMatchObject({ code });
  });
});

describe('a portable server that is there already', () => {
  const inPlace = (portable: string) =>
    portableInPlace(facts({ portable: [portable] }), facts().bases, {
      portable: new OneServer(),
    });

  it('is used while it is the one that would be brought', async () => {
    expect(await inPlace(`/etc/dockhop ${sums.sshd} ${sums.keygen}`)).toEqual({
      base: '/etc/dockhop',
      version,
      source: 'dockhop',
    });
  });

  it.each([
    `/etc/dockhop ${sums.keygen} ${sums.sshd}`,
    `/etc/dockhop ${sums.sshd} ${'c'.repeat(64)}`,
    '/etc/dockhop  ',
    // Not a place that can be written to, nor one of ours.
    `/opt/dockhop ${sums.sshd} ${sums.keygen}`,
    `/home/dev ${sums.sshd} ${sums.keygen}`,
  ])('is not: %j', async (portable) => {
    expect(await inPlace(portable)).toBeUndefined();
  });
});
