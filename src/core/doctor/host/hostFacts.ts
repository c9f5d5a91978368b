import * as v from 'valibot';
import { atMostOnce, once, parseAnswer, yesNo } from '../../container/look/answer.ts';
import type { Engine } from '../../engine/engine.ts';
import { engineCommand } from '../../engine/find/engineCommand.ts';
import { failure } from '../../errors/dockhopError.ts';
import type { Connection } from '../../ssh/connection.ts';
import { isPlainWord } from '../../ssh/plainWord.ts';
import { hostBegin, hostEnd, hostScript } from './hostScript.ts';

const kilobytes = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));
const granted = v.picklist(['yes', 'no', 'unknown']);

const answer = v.strictObject({
  user: once(v.pipe(v.string(), v.maxLength(64))),
  uid: once(v.pipe(v.string(), v.regex(/^\d{1,10}$/), v.transform(Number))),
  subuid: once(granted),
  subgid: once(granted),
  linger: once(granted),
  homeFree: atMostOnce(kilobytes),
  dataRoot: atMostOnce(
    v.pipe(v.string(), v.startsWith('/'), v.maxLength(1024), v.check(isPlainWord)),
  ),
  dataFree: atMostOnce(kilobytes),
  gpu: once(yesNo),
  cgroups: once(v.picklist(['left', 'wanted', 'absent'])),
});

/** What a host says about itself, checked. */
export type HostFacts = v.InferOutput<typeof answer>;

/** Two programs that are given 5 s each, and start-up files. */
const limits = { stdin: hostScript, maxBytes: 64 * 1024, timeoutMs: 25_000 };

/**
 * Looks at a host, by one program there which changes nothing.
 * @param engine whose data is looked for as well.
 * @throws CONTAINER_ANSWER_INVALID for what the script could not have said, and what the connection
 * throws.
 */
export async function readHostFacts(
  connection: Pick<Connection, 'run' | 'path'>,
  engine: Engine | undefined,
  signal: AbortSignal,
): Promise<HostFacts> {
  const command = engine && engineCommand(engine.info);
  const words = engine && command ? ['--', engine.info.kind, ...command] : [];
  const { stdout } = await connection.run(['sh', '-s', ...words], limits, signal);
  return parseHostFacts(connection.path.host, stdout);
}

/** @throws CONTAINER_ANSWER_INVALID */
export function parseHostFacts(host: string, stdout: string): HostFacts {
  const lines = stdout.split('\n');
  const begin = lines.indexOf(hostBegin);
  const end = lines.indexOf(hostEnd, begin);
  if (begin === -1 || end === -1) {
    const reason = 'it is not whole';
    throw failure('CONTAINER_ANSWER_INVALID', { container: host, reason });
  }
  return parseAnswer(host, answer, lines.slice(begin + 1, end).join('\n'));
}
