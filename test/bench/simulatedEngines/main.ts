import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { answer } from '../helper.ts';
import { SimulatedEngine, type Requests, type Truth } from './simulatedEngine.ts';

export interface Place {
  /** The engine of each user id has its socket where a rootless Docker would: `1001/docker.sock`. */
  readonly folder: string;
  readonly uids: readonly number[];
  readonly containers: number;
}

export interface Burst {
  readonly events: number;
  /** From the first to the last; 0 for all at once. */
  readonly overMs: number;
}

const engines: SimulatedEngine[] = [];

const asked = {
  listen: async ({ folder, uids, containers }: Place): Promise<void> => {
    for (const uid of uids) {
      const engine = new SimulatedEngine(uid, containers);
      engines.push(engine);
      await mkdir(path.join(folder, String(uid)), { recursive: true });
      await engine.listen(path.join(folder, String(uid), 'docker.sock'));
    }
  },

  /** Of each engine. */
  requests: (): Requests[] => engines.map((engine) => engine.requests),

  truth: (): (readonly Truth[])[] => engines.map((engine) => engine.truth),

  /** Over all engines in turns. Resolves after the last, with when that was (`Date.now()`). */
  burst: async ({ events, overMs }: Burst): Promise<number> => {
    const begun = Date.now();
    for (let number = 0; number < events; number++) {
      const due = begun + (overMs * number) / events;
      if (due > Date.now()) await delay(due - Date.now());
      engines[number % engines.length]?.happen();
    }
    return Date.now();
  },
};

export type EngineQuestions = typeof asked;

answer(asked, () => {
  for (const engine of engines) engine.close();
  return Promise.resolve();
});
