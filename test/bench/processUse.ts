import { readdir, readFile } from 'node:fs/promises';

/** What a process has used since it began, as the kernel counts it (proc(5)). */
export interface ProcessUse {
  readonly cpuMs: number;
  /** How often it slept and was woken: something that polls shows here. */
  readonly wakeUps: number;
  /** Bytes of memory that it has now, and the most that it ever had. */
  readonly memory: number;
  readonly mostMemory: number;
}

export async function processUse(pid: number): Promise<ProcessUse> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const threads = await readdir(`/proc/${pid}/task`);
  const used = await Promise.all(threads.map((thread) => threadUse(`/proc/${pid}/task/${thread}`)));
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  return {
    cpuMs: sum(used.map(({ cpuMs }) => cpuMs)),
    wakeUps: sum(used.map(({ wakeUps }) => wakeUps)),
    memory: numberIn(status, /^VmRSS:\s+(\d+) kB$/m) * 1024,
    mostMemory: numberIn(status, /^VmHWM:\s+(\d+) kB$/m) * 1024,
  };
}

async function threadUse(folder: string): Promise<Pick<ProcessUse, 'cpuMs' | 'wakeUps'>> {
  const [schedule, status] = await Promise.all([
    readFile(`${folder}/schedstat`, 'utf8'),
    readFile(`${folder}/status`, 'utf8'),
  ]);
  return {
    // In nanoseconds, where `stat` counts in hundredths of a second.
    cpuMs: numberIn(schedule, /^(\d+)/) / 1e6,
    wakeUps: numberIn(status, /^voluntary_ctxt_switches:\s+(\d+)$/m),
  };
}

function numberIn(text: string, pattern: RegExp): number {
  const value = Number(pattern.exec(text)?.[1]);
  if (Number.isNaN(value)) throw new Error(`the kernel does not tell ${pattern.source}`);
  return value;
}
