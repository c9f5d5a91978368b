import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gpuUseOf } from '../../../../../../src/core/engine/usage/gpu/gpuReport.ts';
import { parseGpuAnswer } from '../../../../../../src/core/engine/usage/gpu/parseGpuAnswer.ts';
import { gpuBegin, gpuEnd } from '../../../../../../src/core/engine/usage/gpu/gpuScript.ts';
import { answer } from './recorded.ts';

const id = (digit: string): string => digit.repeat(64);
const gibibyte = 1024 ** 3;

function reportOf(text: string) {
  const report = parseGpuAnswer(text);
  if (!report) throw new Error('no report');
  return report;
}

describe('what nvidia-smi says', () => {
  it('is read as drivers write it', () => {
    const { gpus, processes } = reportOf(answer());
    expect(gpus).toEqual([
      {
        index: 0,
        name: 'NVIDIA A100-SXM4-80GB',
        busyPercent: 87,
        memoryUsed: 11469 * 1024 ** 2,
        memoryTotal: 80 * gibibyte,
      },
      {
        index: 1,
        name: 'NVIDIA A100-SXM4-80GB',
        busyPercent: 0,
        memoryUsed: 3 * 1024 ** 2,
        memoryTotal: 80 * gibibyte,
      },
    ]);
    expect(processes).toEqual([
      { pid: 4035, gpu: 0, memory: 11200 * 1024 ** 2, busyPercent: 55 },
      { pid: 4036, gpu: 0, memory: 256 * 1024 ** 2, busyPercent: 32 },
    ]);
  });

  it('is read with the columns of an older driver', () => {
    const older = answer()
      .replace(/jpg.*command/, 'command')
      .replace('4035     C     55     40      -      -      -      -', '4035  C  12  1  0  0');
    expect(reportOf(older).processes[0]).toMatchObject({ pid: 4035, busyPercent: 12 });
  });

  it('leaves out what the driver cannot tell', () => {
    const [gpu, process] = [
      'gpu 0, GPU-1, NVIDIA GeForce GT 710, [N/A], [Not Supported], 2048',
      'app 7, [Insufficient Permissions], GPU-1',
    ];
    expect(reportOf([gpuBegin, gpu, process, gpuEnd].join('\n'))).toMatchObject({
      gpus: [{ index: 0, name: 'NVIDIA GeForce GT 710', memoryTotal: 2 * gibibyte }],
      processes: [{ pid: 7, gpu: 0 }],
    });
  });

  it.each([
    ['no GPU', [gpuBegin, gpuEnd]],
    ['no driver', [gpuBegin, 'gpu NVIDIA-SMI has failed because it could not talk', gpuEnd]],
    ['a cut answer', answer().split('\n').slice(0, -2)],
    ['another program’s answer', ['gpu 0, GPU-1, x, 1, 2, 3']],
  ])('is nothing with %s', (_, lines) => {
    expect(parseGpuAnswer(lines.join('\n'))).toBeUndefined();
  });

  it('harms nobody, whatever it is', () => {
    const line = fc.tuple(
      fc.constantFrom('gpu', 'app', 'pmon', 'cgroup', 'ancestor', ''),
      fc.string({
        unit: fc.constantFrom(...Array.from('07,. -af#[]\n\r\u001b\u202e\0')),
        maxLength: 40,
      }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const text = [...lines.map((words) => words.join(' '))].join('\n');
        const report = reportOf(answer(text));
        for (const { name } of report.gpus) expect(name).not.toMatch(/\p{Cc}/u);
        for (const [, { cgroup, ancestors }] of report.owners) {
          for (const owner of [...cgroup, ...ancestors]) expect(owner).toMatch(/^[0-9a-f]{64}$/);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('who uses a GPU', () => {
  const ids = new Set([id('a'), id('b')]);

  it('is the container that the cgroup names, not the one around it', () => {
    const report = reportOf(answer(`cgroup 4035 ${id('e')}`, `cgroup 4035 ${id('a')}`));
    expect(gpuUseOf(report, ids)).toEqual(
      new Map([[id('a'), [{ gpu: 0, memory: 11200 * 1024 ** 2, busyPercent: 55 }]]]),
    );
  });

  it('is all of the processes of a container together', () => {
    const report = reportOf(answer(`cgroup 4035 ${id('a')}`, `cgroup 4036 ${id('a')}`));
    expect(gpuUseOf(report, ids).get(id('a'))).toEqual([
      { gpu: 0, memory: 11456 * 1024 ** 2, busyPercent: 87 },
    ]);
  });

  it('is, without a cgroup, whom the engine’s own process above was started for', () => {
    const pretended = `ancestor 4035 ${id('b')}`;
    const shim = `ancestor 4035 ${id('a')}`;
    expect([...gpuUseOf(reportOf(answer(pretended, shim)), ids).keys()]).toEqual([id('a')]);
    const byCgroup = answer(`cgroup 4035 ${id('b')}`, shim);
    expect([...gpuUseOf(reportOf(byCgroup), ids).keys()]).toEqual([id('b')]);
  });

  it('is nobody that we know of where nothing says', () => {
    expect(gpuUseOf(reportOf(answer(`cgroup 4035 ${id('e')}`)), ids).size).toBe(0);
  });
});
