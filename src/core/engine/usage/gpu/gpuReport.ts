/** A GPU of a host, as its driver tells. What the driver does not tell is absent. */
export interface Gpu {
  readonly index: number;
  readonly name: string;
  /** How much of the time something ran on it, in percent. */
  readonly busyPercent?: number;
  /** In bytes. */
  readonly memoryUsed?: number;
  readonly memoryTotal?: number;
}

/** A process that uses a GPU. */
export interface GpuProcess {
  readonly pid: number;
  /** The index of the GPU. */
  readonly gpu: number;
  /** In bytes. */
  readonly memory?: number;
  readonly busyPercent?: number;
}

export interface GpuReport {
  readonly gpus: readonly Gpu[];
  readonly processes: readonly GpuProcess[];
  /**
   * By process: the ids of containers that its cgroup names, and then those that the processes
   * above it were started for, nearest first. They may be of other engines, or of none.
   */
  readonly owners: ReadonlyMap<number, Owners>;
}

export interface Owners {
  readonly cgroup: readonly string[];
  readonly ancestors: readonly string[];
}

/** What a container uses of one GPU. */
export interface GpuUse {
  readonly gpu: number;
  readonly memory?: number;
  readonly busyPercent?: number;
}

/**
 * What each of these containers uses of each GPU, by id; those that use none are left out.
 *
 * A cgroup is the kernel's word. Where there is none (rootless without delegation), it is the
 * highest process above that was started for one of these: the engine's own stands above all that
 * a container could start with an argument like it.
 */
export function gpuUseOf(
  { processes, owners }: GpuReport,
  ids: ReadonlySet<string>,
): ReadonlyMap<string, readonly GpuUse[]> {
  const uses = new Map<string, Map<number, GpuUse>>();
  for (const process of processes) {
    const owner = ownerAmong(ids, owners.get(process.pid));
    if (owner === undefined) continue;
    const ofOwner = uses.get(owner) ?? new Map<number, GpuUse>();
    uses.set(owner, ofOwner);
    ofOwner.set(process.gpu, added(ofOwner.get(process.gpu), process));
  }
  return new Map([...uses].map(([id, byGpu]) => [id, [...byGpu.values()].sort(byIndex)]));
}

function ownerAmong(ids: ReadonlySet<string>, owners: Owners | undefined): string | undefined {
  const isOurs = (id: string): boolean => ids.has(id);
  return owners?.cgroup.find(isOurs) ?? owners?.ancestors.findLast(isOurs);
}

function added(use: GpuUse | undefined, { gpu, memory, busyPercent }: GpuProcess): GpuUse {
  const memories = sum(use?.memory, memory);
  const busy = sum(use?.busyPercent, busyPercent);
  return {
    gpu,
    ...(memories === undefined ? {} : { memory: memories }),
    ...(busy === undefined ? {} : { busyPercent: Math.min(busy, 100) }),
  };
}

function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : one + (other ?? 0);
}

function byIndex(a: GpuUse, b: GpuUse): number {
  return a.gpu - b.gpu;
}
