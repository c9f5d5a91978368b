import { failure } from '../errors/dockhopError.ts';
import type { SshAnswer } from '../ssh/config/sshAnswer.ts';
import { configAnswer } from './configAnswer.ts';

const atOnce = 4;
/** Asked about in any case, for a config that names no host. */
const anyHost = 'localhost';

export interface Comparison {
  /** The path of ssh. */
  readonly program: string;
  /** The config as it is; undefined when there is none. */
  readonly present: string | undefined;
  /** The config as it would be. */
  readonly candidate: string;
  /** Names to ask about. */
  readonly hosts: readonly string[];
}

/**
 * Why a changed config must not take the place of the present one: this laptop's ssh does not
 * understand it, or would go to one of these hosts in another way. Undefined when nothing differs.
 * @throws CONFIG_UNREADABLE when ssh refuses the present config already.
 */
export async function differenceOf(
  comparison: Comparison,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { present, program } = comparison;
  if (present !== undefined) {
    const answer = await configAnswer(program, present, anyHost, signal);
    if (!answer.understood) {
      throw failure('CONFIG_UNREADABLE', { file: present, reason: answer.reason });
    }
  }
  const hosts = [anyHost, ...(present === undefined ? [] : comparison.hosts)];
  return firstOf(hosts, (host, ended) => differenceFor(comparison, host, ended), signal);
}

async function differenceFor(
  { program, present, candidate }: Comparison,
  host: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const after = await configAnswer(program, candidate, host, signal);
  const before = present && (await configAnswer(program, present, host, signal));
  if (!before || before.understood) {
    if (!after.understood) return `with it, ssh would refuse ${host}: ${after.reason}`;
    if (before && before.options !== after.options) {
      return `with it, ssh would go to ${host} in another way: ${firstChange(before, after)}`;
    }
    return undefined;
  }
  // A name that ssh takes in neither: nothing is made worse.
  return after.understood ? `with it, ssh would understand ${host}` : undefined;
}

type Understood = Extract<SshAnswer, { understood: true }>;

function firstChange(before: Understood, after: Understood): string {
  const known = new Set(before.options.split('\n'));
  return after.options.split('\n').find((line) => !known.has(line)) ?? 'an option is gone';
}

/** The first answer that there is, asking for a few items at a time. */
async function firstOf<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item, signal: AbortSignal) => Promise<Answer | undefined>,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const ended = new AbortController();
  const within = AbortSignal.any([signal, ended.signal]);
  const queue = items.values();
  let found: Answer | undefined;
  const work = async (): Promise<void> => {
    for (const item of queue) {
      if (found !== undefined) return;
      const answer = await ask(item, within);
      found ??= answer;
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
    return found;
  } finally {
    ended.abort();
  }
}
