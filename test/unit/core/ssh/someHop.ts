import type { Hop } from '../../../../src/core/ssh/config/path.ts';

/** A hop as `resolvePath` would make it; `config` are keywords of `ssh -G` with one value each. */
export function someHop(
  config: Readonly<Record<string, string | readonly string[]>> = {},
  hop: Partial<Omit<Hop, 'config'>> = {},
): Hop {
  const values = Object.entries(config).map(
    ([key, value]) => [key, typeof value === 'string' ? [value] : value] as const,
  );
  return {
    name: 'gpu1',
    hostName: 'gpu1.example.org',
    port: 22,
    user: 'alice',
    via: 'direct',
    ...hop,
    config: new Map(values),
  };
}
