import { describe, expect, it } from 'vitest';
import {
  prepareContainer,
  type PrepareRequest,
} from '../../../../src/core/container/prepareContainer.ts';
import { undoPreparation } from '../../../../src/core/container/undoPreparation.ts';
import type { ExecEngine, ExecRequest, ExecResult } from '../../../../src/core/engine/engine.ts';
import type { InstallAnswer } from '../../../../src/core/ports/prompter.ts';
import { nobody } from '../../../nobody.ts';
import { containerDetails } from './containerDetails.ts';
import { probeAnswer } from './probeAnswer.ts';

const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`;
const configured = `hostKey=${key}\nchanged=yes\nend=yes\n`;
const root = { name: ['root'], uid: ['0'], locked: ['no'] };
const noServer = { ...root, sshd: [], version: [] };

/** Answers each script, by its name, with the next of the texts that are given for it. */
class ScriptedEngine implements ExecEngine {
  readonly host = 'gpu1';
  readonly info = {
    id: 'docker',
    kind: 'docker',
    rootless: false,
    version: '0',
    apiVersion: '1.40',
    socket: '/var/run/docker.sock',
  } as const;
  readonly requests: ExecRequest[] = [];
  readonly #answers: Readonly<Record<string, (string | number)[]>>;

  constructor(answers: Record<string, (string | number)[]>) {
    this.#answers = answers;
  }

  get ran(): readonly string[] {
    return this.requests.map(({ command }) => command[3] ?? '');
  }

  exec(_: unknown, request: ExecRequest, signal: AbortSignal): Promise<ExecResult> {
    signal.throwIfAborted();
    this.requests.push(request);
    const answer = this.#answers[request.command[3] ?? '']?.shift() ?? 'nothing';
    return Promise.resolve(
      typeof answer === 'number'
        ? { exitCode: answer, stdout: '', stderr: 'broken\n' }
        : { exitCode: 0, stdout: answer, stderr: '' },
    );
  }
}

function prepare(
  engine: ExecEngine,
  request: Partial<PrepareRequest> = {},
  answer: InstallAnswer = 'no',
  signal = new AbortController().signal,
) {
  const ignore = () => undefined;
  return prepareContainer(
    { engine, container: containerDetails(), authorizedKey: key, laptop: 'l-1', ...request },
    {
      log: { debug: ignore, info: ignore, warn: ignore },
      progress: { step: ignore, output: ignore },
      prompter: {
        ...nobody,
        allowInstall: () => Promise.resolve(answer),
        allowRepair: () => Promise.resolve(answer === 'serverOnly' ? 'no' : answer),
      },
    },
    signal,
  );
}

describe('prepareContainer', () => {
  it('keeps secrets out of arguments and environments of processes', async () => {
    const engine = new ScriptedEngine({
      'dockhop-probe': [probeAnswer(root)],
      'dockhop-configure': [configured],
    });
    await prepare(engine, { container: containerDetails({ env: ['TOKEN=very-secret'] }) });
    const seen = engine.requests.map(({ command, env }) => JSON.stringify([command, env]));
    expect(seen.join()).not.toContain('very-secret');
    expect(engine.requests[1]?.stdin).toContain('SetEnv TOKEN="very-secret"');
  });

  it('takes no more than three execs where there is a server', async () => {
    const answers = () => ({
      'dockhop-probe': [probeAnswer(root)],
      'dockhop-configure': [configured],
      'dockhop-daemon': ['state=started\nend=yes\n'],
    });
    const alone = new ScriptedEngine(answers());
    await prepare(alone);
    expect(alone.ran).toEqual(['dockhop-probe', 'dockhop-configure']);
    const listening = new ScriptedEngine(answers());
    await prepare(listening, { daemon: () => Promise.resolve(2222) });
    expect(listening.ran).toEqual([...alone.ran, 'dockhop-daemon']);
  });

  it('asks before it installs, and then looks again', async () => {
    const engine = new ScriptedEngine({
      'dockhop-probe': [probeAnswer(noServer), probeAnswer(root)],
      'dockhop-install': [''],
      'dockhop-configure': [configured],
    });
    expect(await prepare(engine, {}, 'yes')).toMatchObject({ installed: true, hostKey: key });
    expect(engine.ran).toEqual([
      'dockhop-probe',
      'dockhop-install',
      'dockhop-probe',
      'dockhop-configure',
    ]);
  });

  it('installs packages where the portable server is preferred and there is none', async () => {
    const engine = new ScriptedEngine({
      'dockhop-probe': [probeAnswer(noServer), probeAnswer(root)],
      'dockhop-install': [''],
      'dockhop-configure': [configured],
    });
    const preparation = await prepare(engine, { portable: 'absent' }, 'yes');
    expect(preparation).toMatchObject({ installed: true, portable: false });
    await expect(
      prepare(new ScriptedEngine({ 'dockhop-probe': [probeAnswer(root)] }), { portable: 'always' }),
    ).rejects.toMatchObject({ code: 'PORTABLE_UNFIT' });
  });

  it.each([
    ['yes', 'openssh-server', 'gzip wget procps ca-certificates'],
    ['serverOnly', 'openssh-server', ''],
  ] as const)('installs what “%s” allows', async (answer, server, extras) => {
    const lacking = { ...noServer, certificates: ['no'] };
    const engine = new ScriptedEngine({
      'dockhop-probe': [probeAnswer(lacking), probeAnswer(root)],
      'dockhop-install': [''],
      'dockhop-configure': [configured],
    });
    await prepare(engine, {}, answer);
    expect(engine.requests[1]?.command.slice(4)).toEqual([server, extras]);
    expect(engine.requests[1]).toMatchObject({ holdsStdin: true });
  });

  it.each([
    ['consent', noServer, 'no', 'CONSENT_NEEDED'],
    ['anybody to ask', noServer, 'cannotAsk', 'CONSENT_NEEDED'],
    ['a package manager', { ...noServer, manager: [] }, 'yes', 'NO_PACKAGE_MANAGER'],
    ['an account', { ...noServer, name: [], uid: [] }, 'yes', 'USER_UNKNOWN'],
    ['consent to a shell', { ...noServer, shell: ['/bin/false'] }, 'no', 'CONSENT_NEEDED'],
    ['consent to unlock root', { ...noServer, locked: ['yes'] }, 'cannotAsk', 'CONSENT_NEEDED'],
    [
      'a shell that can be had',
      { ...noServer, shell: ['/bin/false'], systemWritable: ['no'] },
      'yes',
      'USER_UNKNOWN',
    ],
    [
      'a root that can be unlocked',
      { ...noServer, locked: ['yes'], systemWritable: ['no'] },
      'yes',
      'ACCOUNT_LOCKED',
    ],
    ['a place', { ...noServer, base: [] }, 'yes', 'NO_WRITABLE_PLACE'],
    ['capabilities', { ...noServer, capabilities: ['0'] }, 'yes', 'CAPS_MISSING'],
  ] as const)('installs nothing without %s', async (_, change, answer, code) => {
    const engine = new ScriptedEngine({ 'dockhop-probe': [probeAnswer(change)] });
    await expect(prepare(engine, {}, answer)).rejects.toMatchObject({ code });
    expect(engine.ran).toEqual(['dockhop-probe']);
  });

  it.each([
    ['an account of uppercase letters', { name: ['Dev'] }, 'USER_UNKNOWN'],
    ['a login that is blocked', { loginsBlocked: ['yes'] }, 'USER_UNKNOWN'],
    ['something that is not OpenSSH', { version: [''] }, 'CONTAINER_UNFIT'],
    ['an OpenSSH of long ago', { version: ['OpenSSH_6.6p1'] }, 'CONTAINER_UNFIT'],
    ['no ssh-keygen', { keygen: ['no'] }, 'CONTAINER_UNFIT'],
  ])('stops at %s', async (_, change, code) => {
    const engine = new ScriptedEngine({ 'dockhop-probe': [probeAnswer(change)] });
    await expect(prepare(engine)).rejects.toMatchObject({ code });
  });

  it.each([
    ['127', 127, 'CONTAINER_UNFIT'],
    ['1', 1, 'CONTAINER_UNFIT'],
    ['rubbish', '\u001b[2J', 'CONTAINER_ANSWER_INVALID'],
    ['nothing', '', 'CONTAINER_ANSWER_INVALID'],
    [
      'a key of another kind',
      'hostKey=ssh-rsa AAAA\nchanged=no\nend=yes\n',
      'CONTAINER_ANSWER_INVALID',
    ],
    ['two lines of keys', `${configured}hostKey=${key}\n`, 'CONTAINER_ANSWER_INVALID'],
    [
      'a key that goes on',
      `hostKey=${key} $(id)\nchanged=no\nend=yes\n`,
      'CONTAINER_ANSWER_INVALID',
    ],
    ['an error of its own', 'error=reboot\n', 'CONTAINER_ANSWER_INVALID'],
    ['a directory of another', 'error=unsafe\ndetail=/etc/dockhop\n', 'DIRECTORY_UNSAFE'],
    ['no place', 'error=unwritable\n', 'NO_WRITABLE_PLACE'],
    ['a refused file', 'error=refused\ndetail=bad\n', 'SSHD_REFUSED'],
    ['a lock', 'error=busy\n', 'FILE_LOCKED'],
  ])('takes %s for what it is', async (_, answer, code) => {
    const engine = new ScriptedEngine({
      'dockhop-probe': [probeAnswer(root)],
      'dockhop-configure': [answer],
    });
    await expect(prepare(engine)).rejects.toMatchObject({ code });
  });

  it('runs what serves a locked user as that user', async () => {
    const engine = new ScriptedEngine({
      'dockhop-probe': [probeAnswer()],
      'dockhop-configure': [configured],
      'dockhop-daemon': ['state=started\nend=yes\n'],
    });
    const preparation = await prepare(engine, { user: 'dev', daemon: () => Promise.resolve(22) });
    expect(preparation).toMatchObject({
      ...{ mode: 'user', enterUid: 1000, uid: 1000 },
      daemon: { port: 22, isNew: true },
    });
    expect(engine.requests.map(({ uid }) => uid)).toEqual([0, 0, 1000]);
  });

  it.each(['taken', 'silent', 'ended'])('names a daemon that is %s', async (error) => {
    const engine = new ScriptedEngine({
      'dockhop-probe': [probeAnswer(root)],
      'dockhop-configure': [configured],
      'dockhop-daemon': [`error=${error}\n`],
    });
    await expect(prepare(engine, { daemon: () => Promise.resolve(22) })).rejects.toMatchObject({
      code: 'SSHD_NOT_STARTED',
    });
  });

  it('does not look into a container that is not running', async () => {
    const engine = new ScriptedEngine({});
    const container = containerDetails({ state: 'exited' });
    await expect(prepare(engine, { container })).rejects.toMatchObject({
      code: 'CONTAINER_STOPPED',
    });
    await expect(
      undoPreparation({ engine, container, uid: 0, laptop: 'l-1' }, new AbortController().signal),
    ).rejects.toMatchObject({ code: 'CONTAINER_STOPPED' });
    expect(engine.ran).toEqual([]);
  });

  it('ends where the person cancels', async () => {
    const engine = new ScriptedEngine({ 'dockhop-probe': [probeAnswer(noServer)] });
    const controller = new AbortController();
    const preparing = prepare(engine, {}, 'yes', controller.signal);
    controller.abort();
    await expect(preparing).rejects.toMatchObject({ name: 'AbortError' });
    expect(engine.ran).not.toContain('dockhop-install');
  });
});

describe('undoPreparation', () => {
  const undo = (answer: string) =>
    undoPreparation(
      {
        engine: new ScriptedEngine({ 'dockhop-undo': [answer] }),
        container: containerDetails(),
        uid: 0,
        laptop: 'l-1',
      },
      new AbortController().signal,
    );

  it('tells what went and what stayed', async () => {
    const directory = `/run/dockhop/${'ab'.repeat(32)}/0`;
    expect(await undo('undone=directory:/run/dockhop\nleft=profile\nend=yes\n')).toEqual({
      undone: [directory],
      left: ['/etc/profile.d/dockhop.sh'],
    });
  });

  it.each([
    ['undone=directory:/home\nend=yes\n', 'CONTAINER_ANSWER_INVALID'],
    ['undone=profile\n', 'CONTAINER_ANSWER_INVALID'],
    ['error=busy\n', 'FILE_LOCKED'],
    ['undone=key:/etc/dockhop\nerror=unwritable\n', 'FILE_UNWRITABLE'],
  ])('takes %j for what it is', async (answer, code) => {
    await expect(undo(answer)).rejects.toMatchObject({ code });
  });
});
