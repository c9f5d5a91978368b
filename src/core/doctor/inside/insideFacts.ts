import * as v from 'valibot';
import { atMostOnce, once, parseAnswer, yesNo } from '../../container/look/answer.ts';
import { answerOf, type ScriptPlace } from '../../container/runScript.ts';
import { insideScript } from './insideScript.ts';

const number = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));

const answer = v.strictObject({
  homeFree: atMostOnce(number),
  prepared: atMostOnce(yesNo),
  gpus: once(number),
  gpuLost: atMostOnce(v.string()),
  end: once(v.literal('yes')),
});

/** What doctor sees in a container beside the probe's facts. */
export type InsideFacts = v.InferOutput<typeof answer>;

/**
 * @param home of who logs in; @param directory of ours, where there should be one.
 * @throws CONTAINER_UNFIT, CONTAINER_ANSWER_INVALID, CONTAINER_TIMEOUT.
 */
export async function readInsideFacts(
  place: ScriptPlace,
  { home, directory = '' }: { readonly home: string; readonly directory?: string | undefined },
  signal: AbortSignal,
): Promise<InsideFacts> {
  const text = await answerOf(
    place,
    {
      script: insideScript,
      name: 'dockhop-doctor',
      arguments: [home, directory],
      uid: 0,
      timeoutMs: 20_000,
      what: 'answering a look',
    },
    signal,
  );
  return parseInsideFacts(place.container.name, text);
}

/** @throws CONTAINER_ANSWER_INVALID */
export function parseInsideFacts(container: string, text: string): InsideFacts {
  return parseAnswer(container, answer, text);
}
