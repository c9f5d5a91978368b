import * as v from 'valibot';
import { failure } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import type { Prompter, Repair } from '../../ports/prompter.ts';
import { atMostOnce, once, parseAnswer } from '../look/answer.ts';
import type { Base } from '../configure/directory.ts';
import { newAccount } from './repairs.ts';
import { repairScript } from './repairScript.ts';
import { answerOf, type ScriptPlace } from '../runScript.ts';

export interface RepairPorts {
  readonly prompter: Prompter;
  readonly log: Log;
}

/**
 * Asks, once for all of them, whether accounts may be mended. A missing home keeps nobody out: without
 * a yes it stays missing.
 * @throws CONSENT_NEEDED where nobody could log in without.
 */
export async function agreeOnRepairs(
  { engine, container }: ScriptPlace,
  user: string,
  repairs: readonly Repair[],
  { prompter, log }: RepairPorts,
  signal: AbortSignal,
): Promise<readonly Repair[]> {
  if (repairs.length === 0) return [];
  const { name } = container;
  const answer = await prompter.allowRepair(
    { host: engine.host, container: name, repairs },
    signal,
  );
  signal.throwIfAborted();
  if (answer === 'yes') return repairs;
  if (repairs.every(({ kind }) => kind === 'home')) {
    log.info(`${name}: the home of ${user} stays missing`);
    return [];
  }
  throw failure('CONSENT_NEEDED', { what: `Mending the account ${user} of ${name}` });
}

const done = v.strictObject({ end: once(v.literal('yes')) });

const failed = v.strictObject({
  error: once(v.picklist(['unsafe', 'unwritable', 'mounted', 'taken', 'busy'])),
  detail: atMostOnce(v.pipe(v.string(), v.maxLength(300))),
});

/**
 * Does the repairs that were agreed on, and records them in the container for undo.
 * @throws USER_UNKNOWN where one cannot be done, DIRECTORY_UNSAFE, FILE_LOCKED, NO_WRITABLE_PLACE,
 * CONTAINER_UNFIT, CONTAINER_ANSWER_INVALID.
 */
export async function mendAccounts(
  place: ScriptPlace,
  { bases: [base], uid }: { readonly bases: readonly Base[]; readonly uid: number },
  repairs: readonly Repair[],
  signal: AbortSignal,
): Promise<void> {
  const { name, id } = place.container;
  if (!base) throw failure('NO_WRITABLE_PLACE', { container: name });
  const { gid, home } = newAccount(place.container);
  const text = await answerOf(
    place,
    {
      script: repairScript,
      name: 'dockhop-repair',
      arguments: [base, id, String(uid), ...repairs.flatMap((repair) => words(repair, gid, home))],
      uid: 0,
      timeoutMs: 30_000,
      what: 'mending its accounts',
    },
    signal,
  );
  const answer = parseAnswer(name, v.union([done, failed]), text);
  if (!('error' in answer)) return;
  const { error, detail = '' } = answer;
  const [{ user } = { user: String(uid) }] = repairs;
  switch (error) {
    case 'unsafe':
      throw failure('DIRECTORY_UNSAFE', { directory: detail, container: name });
    case 'busy':
      throw failure('FILE_LOCKED', { file: `${name}: /etc/passwd` });
    case 'unwritable':
      throw failure('USER_UNKNOWN', {
        user,
        container: name,
        reason: `${detail} cannot be written`,
      });
    case 'mounted':
      throw failure('USER_UNKNOWN', { user, container: name, reason: `${detail} is not its own` });
    case 'taken':
      throw failure('USER_UNKNOWN', { user, container: name, reason: 'the name is taken' });
  }
}

function words(repair: Repair, gid: string, home: string): readonly string[] {
  switch (repair.kind) {
    case 'account':
      return [repair.kind, repair.user, gid, home];
    case 'shell':
      return [repair.kind, repair.user, repair.shell, ''];
    case 'unlock':
    case 'home':
    case 'server':
      return [repair.kind, repair.user, '', ''];
  }
}
