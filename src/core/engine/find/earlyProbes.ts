import type { Connection } from '../../ssh/connection.ts';
import type { Endpoint } from '../speak/endpoint.ts';
import { EngineApi } from '../speak/engineApi.ts';
import { infoSchema, versionSchema } from '../speak/engineSchemas.ts';
import type { EngineMemory } from './engineMemory.ts';

/** Whether anybody answers at all; `info` may take longer. */
const versionTimeoutMs = 10_000;

export interface EarlyProbe {
  readonly api: EngineApi;
  readonly answer: Promise<WhoItIs>;
}

export type WhoItIs = Awaited<ReturnType<typeof askWho>>;

/** Asks an engine what it is; both questions at once. @throws DockhopError */
export async function askWho(api: EngineApi, signal: AbortSignal) {
  const [version, info] = await Promise.all([
    api.ask(
      {
        what: 'say its version',
        schema: versionSchema,
        timeoutMs: versionTimeoutMs,
        send: (client) => client.version(),
      },
      signal,
    ),
    api.ask(
      { what: 'describe itself', schema: infoSchema, send: (client) => client.info() },
      signal,
    ),
  ]);
  return { ...version, ...info };
}

/**
 * Engines that are most likely still where they were are asked who they are while the host is being
 * searched. What they say counts only where the search finds that they are there and for this user.
 */
export class EarlyProbes {
  readonly #probes: Map<string, EarlyProbe>;

  private constructor(probes: Map<string, EarlyProbe>) {
    this.#probes = probes;
  }

  static of(connection: Connection, memory: EngineMemory, signal: AbortSignal): EarlyProbes {
    // Any other transport starts a program for each stream.
    const isCheap = connection.transport.client === 'builtin' && memory.forwards !== false;
    const sockets = isCheap ? memory.host.sockets : [];
    const probes = sockets.map((socket) => {
      const api = new EngineApi(connection, { socket });
      const answer = askWho(api, signal);
      // Whoever takes it hears of it; nobody may.
      answer.catch(() => undefined);
      return [socket, { api, answer }] as const;
    });
    return new EarlyProbes(new Map(probes));
  }

  /** What was asked at an endpoint, for who closes it then. */
  take({ socket, carrier, service }: Endpoint): EarlyProbe | undefined {
    if (carrier !== undefined || service !== undefined) return undefined;
    const probe = this.#probes.get(socket);
    this.#probes.delete(socket);
    return probe;
  }

  /** Gives up what nobody took. */
  close(): void {
    for (const { api } of this.#probes.values()) api.close();
    this.#probes.clear();
  }
}
