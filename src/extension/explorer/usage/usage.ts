import type { ContainerUsage } from '../../../core/engine/usage/usageBetween.ts';
import type { GpuUse } from '../../../core/engine/usage/gpu/gpuReport.ts';

/** What is known now of a container's use; what is absent could not be measured. */
export interface Usage {
  readonly container?: ContainerUsage;
  /** Undefined where the host has no GPU that tells; empty for a container that uses none. */
  readonly gpus?: readonly GpuUse[];
}
