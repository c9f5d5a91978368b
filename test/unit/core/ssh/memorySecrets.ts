import type { Secrets } from '../../../../src/core/ports/secrets.ts';

export interface MemorySecrets extends Secrets {
  readonly kept: Map<string, string>;
}

/** The editor's secret storage, for a test. */
export function memorySecrets(): MemorySecrets {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (name) => Promise.resolve(kept.get(name)),
    set: (name, secret) => {
      kept.set(name, secret);
      return Promise.resolve();
    },
    delete: (name) => {
      kept.delete(name);
      return Promise.resolve();
    },
  };
}
