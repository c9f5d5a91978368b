import * as v from 'valibot';
import type { ContainerStats } from './engineUsage.ts';

const count = v.pipe(v.number(), v.finite(), v.minValue(0));
const counted = v.fallback(v.nullish(count), undefined);
/** An engine that has measured nothing gives Go's zero time. */
const time = v.pipe(v.string(), v.maxLength(64), v.isoTimestamp(), v.transform(Date.parse));

/**
 * `GET /containers/{id}/stats?stream=false`, of Docker and of podman; undefined where nothing was
 * measured.
 *
 * @see Docker Engine API, "Get container stats based on resource usage": used memory is `usage`
 * without the page cache that is not in use, as `docker stats` has it: `total_inactive_file` of
 * cgroup v1, `inactive_file` of v2. podman gives no such count.
 */
export const statsSchema = v.pipe(
  v.object({
    read: time,
    cpu_stats: v.object({ cpu_usage: v.object({ total_usage: count }) }),
    memory_stats: v.nullish(
      v.object({
        usage: counted,
        limit: counted,
        stats: v.nullish(v.object({ total_inactive_file: counted, inactive_file: counted })),
      }),
    ),
  }),
  v.transform(({ read, cpu_stats, memory_stats }): ContainerStats | undefined => {
    if (read <= 0) return undefined;
    const { usage, limit, stats } = memory_stats ?? {};
    const cache = stats?.total_inactive_file ?? stats?.inactive_file ?? 0;
    return {
      at: read,
      cpuTime: cpu_stats.cpu_usage.total_usage,
      ...(usage ? { memory: cache < usage ? usage - cache : usage } : {}),
      ...(limit ? { memoryLimit: limit } : {}),
    };
  }),
);
