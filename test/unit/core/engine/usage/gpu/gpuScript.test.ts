import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gpuUseOf } from '../../../../../../src/core/engine/usage/gpu/gpuReport.ts';
import { gpuScript } from '../../../../../../src/core/engine/usage/gpu/gpuScript.ts';
import { parseGpuAnswer } from '../../../../../../src/core/engine/usage/gpu/parseGpuAnswer.ts';
import { recorded } from './recorded.ts';

const id = 'a'.repeat(64);
let home = '';

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dockhop-gpu-'));
  await mkdir(join(home, 'bin'));
});
afterEach(() => rm(home, { recursive: true }));

/** A program in the place of nvidia-smi. */
async function install(script: string): Promise<void> {
  const program = join(home, 'bin/nvidia-smi');
  await writeFile(program, `#!/bin/sh\n${script}`);
  await chmod(program, 0o755);
}

/** What the script says here, after a start-up file that ends without a line's end. */
async function answered(): Promise<string> {
  const env = { PATH: '/usr/bin:/bin', HOME: home };
  const shell = spawn('/bin/sh', ['-s'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  shell.stdin.end(`printf hello\n${gpuScript}`);
  return text(shell.stdout);
}

describe.skipIf(process.platform !== 'linux')('the script', () => {
  it('finds whose a process is by what the ones above were started for', async () => {
    // As conmon and containerd-shim have the id of their container among their arguments.
    const shim = spawn('/bin/sh', ['-c', 'sh -c "echo \\$\\$; read -r _"; :', 'sh', id]);
    try {
      const [chunk] = (await once(shim.stdout, 'data')) as [Buffer];
      const pid = chunk.toString().trim();
      const [gpu = ''] = recorded.gpus;
      const [heading = ''] = recorded.pmon;
      await install(`case $1 in
  --query-gpu=*) echo '${gpu}' ;;
  --query-compute-apps=*) echo '${pid}, 11200, ${gpu.split(', ')[1] ?? ''}' ;;
  pmon) echo '${heading}'; printf '    0 %10s     C     55     40   x\\ngpu 7, GPU-7, forged, 1, 1, 1\\n' ${pid} ;;
esac`);
      const report = parseGpuAnswer(await answered());
      if (!report) throw new Error('no report');
      expect(report.gpus.map(({ index }) => index)).toEqual([0]);
      expect([...gpuUseOf(report, new Set([id]))]).toEqual([
        [id, [{ gpu: 0, memory: 11200 * 1024 ** 2, busyPercent: 55 }]],
      ]);
    } finally {
      shim.stdin.end();
    }
  });

  it('says nothing where there is no driver, or one that fails', async () => {
    expect(parseGpuAnswer(await answered())).toBeUndefined();
    await install('echo "NVIDIA-SMI has failed because it could not communicate"; exit 9');
    expect(parseGpuAnswer(await answered())).toBeUndefined();
  });
});
