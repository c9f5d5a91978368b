import * as v from 'valibot';
import { atMostOnce, once, parseAnswer, repeated, yesNo } from '../container/look/answer.ts';
import { answerOf, type ScriptPlace } from '../container/runScript.ts';
import { lookScript } from './lookScript.ts';
import type { ServerPiece } from './serverPieces.ts';

/** Whose home a server is for. */
export interface ServerUser {
  /** A plain login name. */
  readonly name: string;
  readonly uid: number;
}

export interface ServerLook {
  /** The pieces that are not there. */
  readonly missing: readonly ServerPiece[];
  /** Can the container fetch them itself? */
  readonly downloads: boolean;
  readonly hasTar: boolean;
  readonly hasGzip: boolean;
  /** In the home; undefined where it cannot be told. */
  readonly freeBytes: number | undefined;
  /** Why nothing can be put into the home, though what is there may serve; undefined where it can. */
  readonly fault: string | undefined;
}

/** Why there is no home to look into. */
export interface HomeFault {
  readonly reason: string;
}

const looked = v.strictObject({
  there: repeated(v.pipe(v.string(), v.maxLength(300)), 8),
  downloads: once(yesNo),
  tool: repeated(v.picklist(['tar', 'gzip']), 2),
  freeKilobytes: atMostOnce(v.pipe(v.string(), v.regex(/^\d{1,14}$/), v.transform(Number))),
  fault: atMostOnce(v.pipe(v.string(), v.maxLength(300))),
  end: once(v.literal('yes')),
});

const failed = v.strictObject({ error: once(v.literal('homeless')) });

/**
 * Which pieces of a server a container has, and whether it can download the rest.
 * @param program in a server's `bin`.
 * @throws CONTAINER_UNFIT, CONTAINER_ANSWER_INVALID, CONTAINER_TIMEOUT.
 */
export async function lookForServer(
  place: ScriptPlace,
  user: ServerUser,
  program: string,
  pieces: readonly ServerPiece[],
  signal: AbortSignal,
): Promise<ServerLook | HomeFault> {
  const text = await answerOf(
    place,
    {
      script: lookScript,
      name: 'dockhop-editor-server',
      arguments: [
        user.name,
        program,
        ...pieces.flatMap(({ kind, place: where, address }) => [kind, where, address]),
      ],
      uid: user.uid,
      timeoutMs: 30_000,
      what: 'looking for the editor’s server',
    },
    signal,
  );
  const answer = parseAnswer(place.container.name, v.union([looked, failed]), text);
  if ('error' in answer) return { reason: homeless };
  const { freeKilobytes, fault } = answer;
  return {
    missing: pieces.filter((piece) => !answer.there.includes(piece.place)),
    downloads: answer.downloads,
    hasTar: answer.tool.includes('tar'),
    hasGzip: answer.tool.includes('gzip'),
    freeBytes: freeKilobytes === undefined ? undefined : freeKilobytes * 1024,
    fault: fault === undefined ? undefined : unsafe(fault),
  };
}

export const homeless = 'its user has no home directory';

/** In words, what is the matter with a directory. */
export function unsafe(directory: string): string {
  return `${directory} could have been made by somebody else`;
}
