import { describe, expect, it } from 'vitest';
import { unproven } from '../../../../src/core/attach/proof.ts';
import { runUnattended } from '../../../../src/core/attach/runUnattended.ts';

const never = new AbortController().signal;
const sh = (script: string, signal = never) => runUnattended('/bin/sh', ['-c', script], signal);

describe('runUnattended', () => {
  it('gives the exit code and the beginning of both outputs', async () => {
    await expect(sh('echo out; echo err >&2; exit 3')).resolves.toEqual({
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      asked: false,
    });
  });

  it('keeps the end of what is long, for a banner must not hide a refusal behind it', async () => {
    const banner = 'head -c 100000 /dev/zero | tr "\\0" x >&2';
    const { stderr } = await sh(`${banner}; echo >&2; echo "alice@gpu1: Permission denied." >&2`);
    expect(stderr.length).toBeLessThan(13_000);
    expect(unproven('box', stderr)).toMatchObject({ code: 'ROUTE_REFUSED' });
  });

  it('does not wait for what the program left behind with its outputs open', async () => {
    const { exitCode, stdout } = await sh('setsid sleep 30 & echo $!; exit 0');
    process.kill(Number(stdout), 'SIGKILL');
    expect(exitCode).toBe(0);
  }, 10_000);

  it('ends, when it is given up, a program that does not heed it', async () => {
    const stopping = new AbortController();
    const running = sh("trap '' TERM; while :; do sleep 1; done", stopping.signal);
    setTimeout(() => {
      stopping.abort();
    }, 200);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  }, 15_000);
});
