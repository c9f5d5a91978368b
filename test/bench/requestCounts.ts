import type { SimulatedHosts } from './simulatedHosts.ts';

/** All requests that the simulated engines had so far, by their kind. */
export async function requestsOf({ engines }: SimulatedHosts): Promise<Map<string, number>> {
  const sum = new Map<string, number>();
  for (const requests of await engines.ask('requests')) {
    for (const [kind, count] of Object.entries(requests)) {
      sum.set(kind, (sum.get(kind) ?? 0) + count);
    }
  }
  return sum;
}

export async function listsOf(hosts: SimulatedHosts): Promise<number> {
  return (await requestsOf(hosts)).get('list') ?? 0;
}
