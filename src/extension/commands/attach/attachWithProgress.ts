import * as vscode from 'vscode';
import { attach, type Attachment } from '../../../core/attach/attach.ts';
import type { AttachTools } from '../../../core/attach/attachTools.ts';
import type { RouteWish } from '../../../core/attach/route.ts';
import { prepareOnHost } from '../../../core/attach/prepareOnHost.ts';
import { DockhopError } from '../../../core/errors/dockhopError.ts';
import { nameOf, type ContainerTarget } from '../../explorer/containerTarget.ts';
import { plainMessage } from '../../plainMessage.ts';
import type { Outcome } from '../../progress/withNotification.ts';
import { withSteps, type SteppedTask } from '../../progress/withSteps.ts';
import type { Desk } from '../desk.ts';
import { offerAdoption } from './offerAdoption.ts';
import { tellLeaks } from './tellLeaks.ts';
import { tellRoute } from './tellRoute.ts';

export interface AttachWish {
  readonly target: ContainerTarget;
  /** A path in the container, or the home of its user; by default where the person works. */
  readonly folder?: string | typeof homeFolder;
  /** By default the route chosen before, else the best. */
  readonly route?: RouteWish;
  /** Whom to log in as; by default as before, else the container's own user. */
  readonly user?: string;
  /** Has the person agreed already to start it? */
  readonly start?: boolean;
  /** Instead of the usual: those of a command that is consent to install. */
  readonly tools?: AttachTools;
  readonly title?: string;
  /** Look into the container, even where the entry was proven just now. */
  readonly anew?: boolean;
}

/** Stands for the home directory, which is known only once the container was looked into. */
export const homeFolder = Symbol('home');

/**
 * Attaches under a progress notification; offers to start a stopped container, and another try
 * after a failure.
 * @returns undefined when it was cancelled or failed, which the person then knows.
 */
export async function attachWithProgress(
  wish: AttachWish,
  desk: Desk,
): Promise<Attachment | undefined> {
  const outcome = await attachOnce(wish, desk);
  // A second look at the state: the row shows that SSH is ready, or not any more.
  desk.explorer.reload();
  switch (outcome.status) {
    case 'done':
      tellLeaks(outcome.value, desk);
      tellRoute(outcome.value, wish.target);
      return outcome.value;
    case 'cancelled':
      return undefined;
    case 'failed':
      return afterFailure(outcome.error, wish, desk);
  }
}

function attachOnce(wish: AttachWish, desk: Desk): Promise<Outcome<Attachment>> {
  const { target, folder, user, route, start, anew, tools = desk.tools } = wish;
  const { host, engine, container } = target;
  const request = {
    host,
    container,
    start: start ?? false,
    offerAdoption: offerAdoption(target),
    ...(anew === undefined ? {} : { anew }),
    ...(user === undefined ? {} : { user }),
    ...(route === undefined ? {} : { route }),
    ...(engine === undefined ? {} : { engine }),
  };
  const task: SteppedTask<Attachment> = async (progress, signal) => {
    if (folder !== homeFolder) {
      const given = folder === undefined ? {} : { folder };
      return attach({ ...request, ...given }, tools, progress, signal);
    }
    const { preparation } = await prepareOnHost(request, tools, progress, signal);
    return attach({ ...request, folder: preparation.home }, tools, progress, signal);
  };
  const title = wish.title ?? vscode.l10n.t('Attaching to {name}', { name: nameOf(target) });
  const subject = `${host}/${nameOf(target)}`;
  return withSteps({ title, subject, log: desk.log, signal: desk.ended }, task);
}

async function afterFailure(
  error: unknown,
  wish: AttachWish,
  desk: Desk,
): Promise<Attachment | undefined> {
  const code = error instanceof DockhopError ? error.code : 'UNEXPECTED';
  // The answer to our own question was no: nothing to tell.
  if (code === 'CONSENT_NEEDED') return undefined;
  if (code === 'CONTAINER_STOPPED' && wish.start !== true && canStart(error)) {
    const agreed = await askToStart(wish.target, vscode.l10n.t('Start and Attach'));
    return agreed ? attachWithProgress({ ...wish, start: true }, desk) : undefined;
  }
  const again = await desk.failures.show(error, { retry: true });
  return again ? attachWithProgress(wish, desk) : undefined;
}

/** A paused or dying container is not started by starting it. */
export function canStart(error: unknown): boolean {
  const state = error instanceof DockhopError ? error.details['state'] : undefined;
  return state === 'exited' || state === 'created';
}

/** Nothing is started that the person did not ask for. */
export async function askToStart(target: ContainerTarget, verb: string): Promise<boolean> {
  const { host } = target;
  const message = vscode.l10n.t('{name} on {host} is stopped.', { name: nameOf(target), host });
  const pressed = await vscode.window.showInformationMessage(
    plainMessage(message),
    { modal: true },
    verb,
  );
  return pressed === verb;
}
