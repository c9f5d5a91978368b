import type { ContainerFacts } from './containerFacts.ts';
import { parseContainerFacts } from './containerFacts.ts';
import { privateBases } from '../configure/directory.ts';
import { probeScript } from './probeScript.ts';
import { answerOf, type ScriptPlace } from '../runScript.ts';

/**
 * Looks into a container without changing it.
 * @param user a login name or a uid, as loginUser gives it.
 * @throws CONTAINER_UNFIT, CONTAINER_ANSWER_INVALID, CONTAINER_TIMEOUT.
 */
export async function probe(
  place: ScriptPlace,
  user: string,
  signal: AbortSignal,
): Promise<ContainerFacts> {
  const text = await answerOf(
    place,
    {
      script: probeScript,
      name: 'dockhop-probe',
      arguments: [user, place.container.id, ...privateBases(place.container)],
      uid: 0,
      timeoutMs: 20_000,
      what: 'answering a probe',
    },
    signal,
  );
  return parseContainerFacts(place.container.name, text);
}
