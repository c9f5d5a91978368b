import type { Memory } from '../../../src/extension/prompts/installConsents.ts';

/** A `vscode.Memento` that keeps its values in memory, as JSON like the real one. */
export function fakeMemory(): Memory {
  const values = new Map<string, string>();
  return {
    get: (key) => {
      const value = values.get(key);
      return value === undefined ? undefined : (JSON.parse(value) as unknown);
    },
    update: (key, value) => {
      if (value === undefined) values.delete(key);
      else values.set(key, JSON.stringify(value));
      return Promise.resolve();
    },
  };
}
