import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** The CPU time that processes of one name used at one place. */
export interface CpuShare {
  readonly place: string;
  readonly program: string;
  readonly processes: number;
  readonly seconds: number;
  /** Of the one that used most. */
  readonly most: number;
}

export interface CpuUse {
  /** Those that used most come first. */
  readonly shares: readonly CpuShare[];
  /** How much of the time the cores were not idle; from 0 to 1. */
  readonly busy: number;
}

interface Process {
  readonly program: string;
  readonly cgroups: string;
  readonly seconds: number;
}

/** The unit of `stat`, the same on every Linux (proc(5)). */
const ticksPerSecond = 100;
const samplingMs = 50;

/**
 * Which processes of the whole machine used its cores while something was done, as far as they are seen:
 * what one uses between the last look and its end is missed. So is this very process, which looks.
 * @param placeOf from the cgroups of a process, as `/proc/PID/cgroup` has them.
 */
export async function cpuDuring(
  placeOf: (cgroups: string) => string,
  work: () => Promise<unknown>,
): Promise<CpuUse> {
  const before = look();
  const seen = new Map<string, Process>();
  const note = (): void => {
    for (const [key, process] of look(seen)) seen.set(key, process);
  };
  const cores = coreTimes();
  const timer = setInterval(note, samplingMs);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  const after = coreTimes();
  note();
  const used = [...seen].map(([key, process]) => ({
    ...process,
    seconds: process.seconds - (before.get(key)?.seconds ?? 0),
  }));
  const idle = after.idle - cores.idle;
  return { shares: sharesOf(used, placeOf), busy: 1 - idle / (after.all - cores.all) };
}

/** Together by place and name; those that used nothing are left out. */
export function sharesOf(
  processes: readonly Process[],
  placeOf: (cgroups: string) => string,
): readonly CpuShare[] {
  const shares = new Map<string, CpuShare>();
  for (const { cgroups, program, seconds } of processes) {
    if (seconds <= 0) continue;
    const place = placeOf(cgroups);
    const key = `${place}\n${program}`;
    const share = shares.get(key) ?? { place, program, processes: 0, seconds: 0, most: 0 };
    shares.set(key, {
      ...share,
      processes: share.processes + 1,
      seconds: share.seconds + seconds,
      most: Math.max(share.most, seconds),
    });
  }
  return [...shares.values()].toSorted((one, other) => other.seconds - one.seconds);
}

/** Program and CPU time in the text of `/proc/PID/stat`; a name may hold spaces and brackets. */
export function parseStat(text: string): { program: string; begun: string; seconds: number } {
  const end = text.lastIndexOf(')');
  // From the third field on, of which the first is the state.
  const fields = text.slice(end + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  const program = text.slice(text.indexOf('(') + 1, end);
  return { program, begun: fields[19] ?? '', seconds: (user + system) / ticksPerSecond };
}

/** By number and begin, for numbers are used again. */
function look(known: ReadonlyMap<string, Process> = new Map()): ReadonlyMap<string, Process> {
  const found = new Map<string, Process>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (pid === String(process.pid)) continue;
    try {
      const { program, begun, seconds } = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      const key = `${pid} ${begun}`;
      const cgroups = known.get(key)?.cgroups ?? readFileSync(`/proc/${pid}/cgroup`, 'utf8');
      found.set(key, { program, cgroups, seconds });
    } catch (error) {
      if (!hasEnded(error)) throw error;
    }
  }
  return found;
}

/** Between two looks at it: ESRCH where the file was open already. */
function hasEnded(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ESRCH';
}

function coreTimes(): { idle: number; all: number } {
  const cores = cpus().map(({ times }) => times);
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  return {
    idle: sum(cores.map(({ idle }) => idle)),
    all: sum(cores.flatMap((times) => Object.values(times))),
  };
}
