import { DockhopError, failure } from '../../errors/dockhopError.ts';
import type { Prompter } from '../../ports/prompter.ts';
import { AskpassConversation } from './askpassConversation.ts';
import type { AskpassDesk } from './askpassDesk.ts';
import { configValue } from '../config/configValue.ts';
import { addressOf } from '../config/hopAddress.ts';
import { lastHop, type HopPath } from '../config/path.ts';

/** What one ssh that logs in may ask of whom. */
export interface LoginTalk {
  readonly path: HopPath;
  readonly prompter: Prompter;
  readonly marksStrangers: boolean;
  /** Undefined where ssh has nobody to ask (Windows). */
  readonly desk: AskpassDesk | undefined;
}

/**
 * Keeps the person's own block for the hop from interfering: a RemoteCommand or a forward that fails
 * would end the connection. A changed host key is refused, whatever StrictHostKeyChecking says.
 * Where nobody is there to answer, nothing is begun that asks: a server sends its code to a phone as
 * soon as it is asked for its questions, and an ssh without askpass answers them with nothing.
 */
export function loginOptions({ path, prompter, desk }: LoginTalk): string[] {
  const { config } = lastHop(path);
  const mayAsk = desk !== undefined && prompter.canAsk?.() !== false;
  const strict = configValue(config, 'stricthostkeychecking') ?? 'ask';
  const isOff = ['no', 'off', 'false'].includes(strict);
  const hasTimeout = Number(configValue(config, 'connecttimeout')) > 0;
  return [
    ...['-T', '-a', '-x'],
    ...[
      'ClearAllForwardings=yes',
      'RemoteCommand=none',
      'PermitLocalCommand=no',
      'ServerAliveInterval=15',
      'ServerAliveCountMax=3',
      ...(mayAsk ? [] : ['BatchMode=yes']),
      ...(isOff ? ['StrictHostKeyChecking=accept-new'] : []),
      ...(hasTimeout ? [] : ['ConnectTimeout=15']),
    ].flatMap((option) => ['-o', option]),
  ];
}

/** ANSWER_NEEDED: nobody was there to answer what the last hop of a path may ask. */
export function answerNeeded(path: HopPath, cause?: unknown): Error {
  const hop = lastHop(path);
  const details = { hop: hop.name, address: addressOf(hop), what: 'a password or code' };
  return failure('ANSWER_NEEDED', details, { hop: hop.name, cause });
}

/** What failed where nobody was there: a refusal may lack no more than an answer. */
export function unanswered<Failure>(path: HopPath, error: Failure): Failure | Error {
  const isRefusal = error instanceof DockhopError && error.code === 'AUTH_FAILED';
  return isRefusal ? answerNeeded(path, error) : error;
}

/** The conversation of one ssh and the environment that brings it about. */
export function converse(
  { path, prompter, marksStrangers, desk }: LoginTalk,
  giveUp: () => void,
  onOpen: (isOpen: boolean) => void,
  signal: AbortSignal,
): { conversation: AskpassConversation; env: Readonly<Record<string, string>> } {
  const { hops } = path;
  const parts = { hops, prompter, marksStrangers, giveUp, onOpen, signal };
  const conversation = new AskpassConversation(parts);
  const env = desk?.environmentFor(conversation.answer) ?? { SSH_ASKPASS_REQUIRE: 'never' };
  return { conversation, env };
}
