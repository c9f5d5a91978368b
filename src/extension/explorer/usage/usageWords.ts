import type { Gpu, GpuUse } from '../../../core/engine/usage/gpu/gpuReport.ts';
import type { ContainerUsage } from '../../../core/engine/usage/usageBetween.ts';
import type { Texts } from '../../texts.ts';
import type { Usage } from './usage.ts';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `512 MiB`, `11.2 GiB`: as `docker stats` has it, with a decimal where it says something. */
export function bytesWords(bytes: number): string {
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  const value = bytes / 1024 ** step;
  const shown = step >= 3 ? value.toFixed(1) : String(Math.round(value));
  return `${shown} ${units[step] ?? 'B'}`;
}

export function percentWords(percent: number): string {
  return `${Math.round(percent)}%`;
}

/** What stands in a container's row: `GPU 0 87% 11.2 GiB · CPU 12% · 1.2 GiB`. */
export function badgeWords({ container, gpus }: Usage): readonly string[] {
  return [...(gpus ?? []).map(gpuUseWords), ...cpuWords(container), ...memoryBadge(container)];
}

/** `GPU 0 87% 11.2 GiB`. */
export function gpuUseWords({ gpu, busyPercent, memory }: GpuUse): string {
  const busy = busyPercent === undefined ? [] : [percentWords(busyPercent)];
  const held = memory === undefined ? [] : [bytesWords(memory)];
  return [`GPU ${gpu}`, ...busy, ...held].join(' ');
}

function cpuWords(usage: ContainerUsage | undefined): readonly string[] {
  return usage?.cpuPercent === undefined ? [] : [`CPU ${percentWords(usage.cpuPercent)}`];
}

function memoryBadge(usage: ContainerUsage | undefined): readonly string[] {
  return usage?.memory === undefined ? [] : [bytesWords(usage.memory)];
}

/** `1.2 GiB of 62.5 GiB`. */
export function memoryWords(
  used: number | undefined,
  total: number | undefined,
  l10n: Texts,
): string {
  if (used === undefined) return '';
  if (total === undefined) return bytesWords(used);
  return l10n.t('{used} of {total}', { used: bytesWords(used), total: bytesWords(total) });
}

/** `NVIDIA A100, 87% busy, 11.2 GiB of 80.0 GiB`. */
export function gpuWords({ name, busyPercent, memoryUsed, memoryTotal }: Gpu, l10n: Texts): string {
  const busy =
    busyPercent === undefined
      ? ''
      : l10n.t('{percent} busy', { percent: percentWords(busyPercent) });
  return [name, busy, memoryWords(memoryUsed, memoryTotal, l10n)]
    .filter((part) => part !== '')
    .join(', ');
}
