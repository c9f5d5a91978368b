import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Terminal } from '../../../src/cli/terminal.ts';
import { failure } from '../../../src/core/errors/dockhopError.ts';

function terminal() {
  const output = new PassThrough();
  const errors = new PassThrough();
  const face = new Terminal(new PassThrough(), output, errors);
  const text = (stream: PassThrough): string => String(stream.read() ?? '');
  return { face, printed: () => text(output), said: () => text(errors) };
}

describe('Terminal', () => {
  it('prints a failure as one line, and as one document with --json', () => {
    const { face, printed, said } = terminal();
    const error = failure('CONTAINER_STOPPED', { container: 'a\nb\u001b[2J', state: 'exited' });
    face.printFailure(error, true);
    expect(said()).toBe(
      'dockhop: CONTAINER_STOPPED: The container a b [2J is not running (exited); start it first: with Start and Attach, or with --start.\n',
    );
    expect(JSON.parse(printed())).toMatchObject({ error: { code: 'CONTAINER_STOPPED' } });
  });

  it('escapes in a document what a terminal would obey or not show', () => {
    const { face, printed } = terminal();
    const document = { project: '\u001b[2J\u009b2J\u007f\u202egpj\u2028\u{e0041}é日' };
    face.printJson(document);
    const text = printed();
    expect(text).toMatch(/^\{\n {2}"project": "[ -~é日]+"\n\}\n$/u);
    expect(JSON.parse(text)).toEqual(document);
  });

  it('prints the same two for what was cancelled', () => {
    const { face, printed, said } = terminal();
    face.printFailure(AbortSignal.abort().reason, true);
    expect(said()).toMatch(/^dockhop: CANCELLED: [^\n]+\n$/);
    expect(JSON.parse(printed())).toMatchObject({ error: { code: 'CANCELLED' } });
  });

  it('makes cells harmless and aligns them', () => {
    const { face, printed } = terminal();
    face.printTable([
      ['NAME', 'IMAGE'],
      ['x\u001b]0;evil\u0007', 'a\tb'],
    ]);
    expect(printed()).toBe('NAME       IMAGE\nx ]0;evil  a b\n');
  });

  it('does not ask about host keys where nobody can answer', async () => {
    const { face, said } = terminal();
    const question = {
      hop: 'jump',
      address: 'a:22',
      keyType: 'ssh-ed25519',
      fingerprint: 'SHA256:x',
    };
    await expect(face.trustHostKey(question, new AbortController().signal)).resolves.toBe(
      'cannotAsk',
    );
    expect(said()).toBe('');
  });

  it('asks about one host key at a time, so that no answer counts for two', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const errors = new PassThrough({ encoding: 'utf8' });
    const face = new Terminal(input, new PassThrough(), errors);
    const questions: string[] = [];
    errors.on('data', (text: string) => {
      if (text.includes('shows an unknown')) questions.push(text);
      if (text.includes('(yes/no)')) input.write(questions.length === 1 ? 'yes\n' : 'no\n');
    });
    const about = (hop: string) => ({ hop, address: 'a:22', keyType: 'k', fingerprint: 'f' });
    const { signal } = new AbortController();
    const answers = ['jump', 'gpu1', 'gpu2'].map((hop) => face.trustHostKey(about(hop), signal));
    await expect(Promise.all(answers)).resolves.toEqual(['yes', 'no', 'no']);
    expect(questions).toHaveLength(3);
  });

  it('asks on after a question that was withdrawn, and not one that was withdrawn meanwhile', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const face = new Terminal(input, new PassThrough(), new PassThrough());
    const question = { hop: 'jump', address: 'a:22', keyType: 'k', fingerprint: 'f' };
    const [first, second] = [new AbortController(), new AbortController()];
    const answers = [first, second].map(({ signal }) => face.trustHostKey(question, signal));
    const third = face.trustHostKey(question, new AbortController().signal);
    second.abort();
    first.abort();
    for (const answer of answers) await expect(answer).rejects.toHaveProperty('name', 'AbortError');
    input.write('yes\n');
    await expect(third).resolves.toBe('yes');
  });

  const installation = {
    host: 'gpu1',
    container: 'c',
    manager: 'apt-get',
    packages: ['openssh-server'],
    extras: [],
    lacking: [],
  };
  const { signal } = new AbortController();

  it('announces an installation on standard error', async () => {
    const { face, printed, said } = terminal();
    await expect(face.allowInstall(installation, signal)).resolves.toBe('yes');
    expect(said()).toBe('dockhop: installing openssh-server with apt-get in c on gpu1\n');
    expect(printed()).toBe('');
  });

  it('takes no command for consent to more than a server', async () => {
    const { face, said } = terminal();
    const question = { ...installation, extras: ['wget'], lacking: ['glibc 2.28'] };
    await expect(face.allowInstall(question, signal)).resolves.toBe('serverOnly');
    expect(said()).toMatch(/will not run in c: it lacks glibc 2\.28\n.*not installing wget/);
    face.agreesToAll = true;
    await expect(face.allowInstall(question, signal)).resolves.toBe('yes');
    expect(said()).toContain('installing openssh-server, wget with apt-get');
  });

  it('mends accounts only for who says so', async () => {
    const { face, said } = terminal();
    const repairs = [{ kind: 'shell', user: 'www', shell: '/\u001b[2Jnologin' }] as const;
    const question = { host: 'gpu1', container: 'c', repairs };
    await expect(face.allowRepair(question, signal)).resolves.toBe('cannotAsk');
    expect(said()).toMatch(/a login shell for www instead of/);
    expect(said()).not.toContain('\u001b');
    face.agreesToAll = true;
    await expect(face.allowRepair(question, signal)).resolves.toBe('yes');

    const input = Object.assign(new PassThrough(), { isTTY: true });
    const asking = new Terminal(input, new PassThrough(), new PassThrough());
    const answer = asking.allowRepair(question, signal);
    input.write('no\n');
    await expect(answer).resolves.toBe('no');
  });
});
