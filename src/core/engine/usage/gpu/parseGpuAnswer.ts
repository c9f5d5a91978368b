import { plainText } from '../../../errors/dockhopError.ts';
import { gpuBegin, gpuEnd } from './gpuScript.ts';
import type { Gpu, GpuProcess, GpuReport } from './gpuReport.ts';

const mebibyte = 1024 * 1024;

/**
 * What `gpuScript` said. Values that the driver cannot tell (`[N/A]`, `[Not Supported]`, `-`) and
 * lines that make no sense are left out.
 * @returns undefined where the host has no GPU that tells, or the answer was cut.
 */
export function parseGpuAnswer(answer: string): GpuReport | undefined {
  const lines = linesBetween(answer);
  const told = (word: string): readonly string[] =>
    lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
  const known = told('gpu').flatMap(gpuIn);
  if (known.length === 0) return undefined;
  const indexes = new Map(known.map(({ uuid, gpu }) => [uuid, gpu.index]));
  return {
    gpus: known.map(({ gpu }) => gpu),
    processes: merged([
      ...told('app').flatMap((line) => appIn(line, indexes)),
      ...busyIn(told('pmon')),
    ]),
    owners: ownersIn(told('cgroup'), told('ancestor')),
  };
}

function linesBetween(answer: string): readonly string[] {
  const lines = answer.split(/\r?\n/);
  const begin = lines.indexOf(gpuBegin);
  const end = lines.indexOf(gpuEnd, begin);
  return begin === -1 || end === -1 ? [] : lines.slice(begin + 1, end);
}

/** `0, GPU-fa3d…, NVIDIA A100, 87, 11469, 81920`: read from both ends, a name may have commas. */
function gpuIn(line: string): readonly { readonly uuid: string; readonly gpu: Gpu }[] {
  const cells = line.split(',').map((cell) => cell.trim());
  const [index, uuid, ...rest] = cells;
  const [busy, used, total] = rest.slice(-3).map(numberIn);
  const number = numberIn(index);
  if (number === undefined || uuid === undefined || rest.length < 4) return [];
  const gpu: Gpu = {
    index: number,
    name: plainText(rest.slice(0, -3).join(', ')).slice(0, 128),
    ...(busy === undefined ? {} : { busyPercent: Math.min(busy, 100) }),
    ...(used === undefined ? {} : { memoryUsed: used * mebibyte }),
    ...(total === undefined ? {} : { memoryTotal: total * mebibyte }),
  };
  return [{ uuid, gpu }];
}

/** `4035, 11200, GPU-fa3d…`. */
function appIn(line: string, indexes: ReadonlyMap<string, number>): readonly GpuProcess[] {
  const [pid, memory, uuid = ''] = line.split(',').map((cell) => cell.trim());
  const number = numberIn(pid);
  const gpu = indexes.get(uuid);
  if (number === undefined || gpu === undefined) return [];
  const used = numberIn(memory);
  return [{ pid: number, gpu, ...(used === undefined ? {} : { memory: used * mebibyte }) }];
}

/** A table whose heading names its columns, for drivers differ: `# gpu  pid  type  sm  mem …`. */
function busyIn(lines: readonly string[]): readonly GpuProcess[] {
  const words = (line: string): readonly string[] => line.trim().split(/\s+/);
  const heading = lines.map(words).find(([mark, first]) => mark === '#' && first === 'gpu');
  if (!heading) return [];
  const columns = heading.slice(1);
  return lines.map(words).flatMap((cells) => {
    const cell = (name: string): number | undefined => numberIn(cells[columns.indexOf(name)]);
    const gpu = cell('gpu');
    const pid = cell('pid');
    const busy = cell('sm');
    if (gpu === undefined || pid === undefined) return [];
    return [{ pid, gpu, ...(busy === undefined ? {} : { busyPercent: Math.min(busy, 100) }) }];
  });
}

/** One for each process and GPU, of what both tables say about it. */
function merged(parts: readonly GpuProcess[]): readonly GpuProcess[] {
  const processes = new Map<string, GpuProcess>();
  for (const part of parts) {
    const key = `${part.gpu}/${part.pid}`;
    processes.set(key, { ...processes.get(key), ...part });
  }
  return [...processes.values()];
}

function ownersIn(cgroups: readonly string[], ancestors: readonly string[]): GpuReport['owners'] {
  const owners = new Map<number, { cgroup: string[]; ancestors: string[] }>();
  const gather = (lines: readonly string[], kind: 'cgroup' | 'ancestors'): void => {
    for (const line of lines) {
      const [, pid, id] = /^(\d{1,10}) ([0-9a-f]{64})$/.exec(line) ?? [];
      if (pid === undefined || id === undefined) continue;
      const known = owners.get(Number(pid)) ?? { cgroup: [], ancestors: [] };
      known[kind].push(id);
      owners.set(Number(pid), known);
    }
  };
  gather(cgroups, 'cgroup');
  gather(ancestors, 'ancestors');
  return owners;
}

function numberIn(cell: string | undefined): number | undefined {
  return cell !== undefined && /^\d{1,10}$/.test(cell) ? Number(cell) : undefined;
}
