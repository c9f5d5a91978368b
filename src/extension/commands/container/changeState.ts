import * as vscode from 'vscode';
import type { CommandHandler, CommandName } from '../../commandIds.ts';
import type { ContainerTarget } from '../../explorer/containerTarget.ts';
import type { Desk } from '../desk.ts';
import { isPaused, isRunning, isStopped, isUp } from '../pick/fitting.ts';
import { targetsOrPick, type Purpose } from '../pick/pickContainer.ts';
import { confirm } from './confirm.ts';
import { onContainers, type Work } from './onContainers.ts';
import { placeOf } from './namesOf.ts';

interface Change {
  readonly fits: NonNullable<Purpose['fits']>;
  readonly work: Work;
  /** Asked first, where it may do harm. */
  readonly agree?: (targets: readonly ContainerTarget[]) => Promise<boolean>;
}

const changes = {
  startContainer: {
    fits: isStopped,
    work: ({ engine, id, signal }) => engine.startContainer(id, signal),
  },
  stopContainer: {
    fits: isUp,
    work: ({ engine, id, signal }) => engine.control.stop(id, signal),
    agree: agreeToStop,
  },
  restartContainer: {
    fits: isUp,
    work: ({ engine, id, signal }) => engine.control.restart(id, signal),
    agree: agreeToRestart,
  },
  pauseContainer: {
    fits: isRunning,
    work: ({ engine, id, signal }) => engine.control.pause(id, signal),
  },
  unpauseContainer: {
    fits: isPaused,
    work: ({ engine, id, signal }) => engine.control.unpause(id, signal),
  },
  killContainer: {
    fits: isUp,
    work: ({ engine, id, signal }) => engine.control.kill(id, signal),
    agree: agreeToKill,
  },
} as const satisfies Partial<Record<CommandName, Change>>;

/** A command that changes the state of one container or of several. */
export function changeStateCommand(command: keyof typeof changes, desk: Desk): CommandHandler {
  const { fits, work, agree }: Change = changes[command];
  return async (argument, selection) => {
    const targets = await targetsOrPick(argument, selection, desk, { command, fits });
    if (targets.length === 0 || !((await agree?.(targets)) ?? true)) return;
    await onContainers(command, targets, desk, work);
  };
}

/** One is what was clicked; several at once may be a slip of the mouse. */
async function agreeToStop(targets: readonly ContainerTarget[]): Promise<boolean> {
  const { l10n } = vscode;
  return (
    targets.length === 1 ||
    agree(targets, {
      message: l10n.t('Stop {subject}?', { subject: placeOf(targets, l10n) }),
      detail: l10n.t('What runs inside ends.'),
      verb: l10n.t('Stop'),
    })
  );
}

async function agreeToRestart(targets: readonly ContainerTarget[]): Promise<boolean> {
  const { l10n } = vscode;
  return (
    targets.length === 1 ||
    agree(targets, {
      message: l10n.t('Restart {subject}?', { subject: placeOf(targets, l10n) }),
      detail: l10n.t('What runs inside ends, and begins anew.'),
      verb: l10n.t('Restart'),
    })
  );
}

async function agreeToKill(targets: readonly ContainerTarget[]): Promise<boolean> {
  const { l10n } = vscode;
  return agree(targets, {
    message: l10n.t('Kill {subject}?', { subject: placeOf(targets, l10n) }),
    detail: l10n.t('What runs inside ends at once and cannot save anything.'),
    verb: l10n.t('Kill'),
  });
}

async function agree(
  targets: readonly ContainerTarget[],
  { verb, ...words }: { readonly message: string; readonly detail: string; readonly verb: string },
): Promise<boolean> {
  return (await confirm({ targets, ...words, verbs: [verb] })) === verb;
}
