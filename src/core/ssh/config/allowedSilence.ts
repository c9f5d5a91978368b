import { configValue } from './configValue.ts';
import type { HostConfig } from './hostConfig.ts';

/** Nobody's firewall forgets sooner, and no look at the clock comes sooner. */
const leastMs = 5000;

/**
 * How long a hop may be silent before it is to be asked for a sign of life, in milliseconds, as the
 * person's ServerAliveInterval has it (ssh_config(5)); without end where it is not set.
 */
export function allowedSilence(config: HostConfig): number {
  const seconds = Number(configValue(config, 'serveraliveinterval'));
  return seconds > 0 ? Math.max(seconds * 1000, leastMs) : Infinity;
}
