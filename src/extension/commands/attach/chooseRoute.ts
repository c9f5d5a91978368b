import * as vscode from 'vscode';
import { findOnHost } from '../../../core/attach/prepareOnHost.ts';
import { routes, type RouteWish } from '../../../core/attach/route.ts';
import { obstacleTo } from '../../../core/attach/routeObstacle.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { nameOf, type ContainerTarget } from '../../explorer/containerTarget.ts';
import { plainLabel, plainMessage } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { attachWithProgress } from './attachWithProgress.ts';
import { offerSsh } from './openAttached.ts';
import { obstacleWords, routeNeeds } from './routeWords.ts';

interface RouteItem extends vscode.QuickPickItem {
  readonly wish: RouteWish;
  readonly isPossible: boolean;
}

/** Chooses by which route a container is reached from now on, and proves it. */
export function chooseRouteCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, {
      command: 'chooseRoute',
      fits: isRunning,
    });
    const route = target && (await pickRoute(target, desk));
    if (!target || route === undefined) return;
    const title = vscode.l10n.t('Setting up SSH in {name}', { name: nameOf(target) });
    const attachment = await attachWithProgress({ target, route, title }, desk);
    if (!attachment) return;
    const { alias, route: taken } = attachment;
    const names = { alias, route: taken };
    const text = vscode.l10n.t('`ssh {alias}` works now, by the route {route}.', names);
    await offerSsh(text, alias, desk);
  };
}

async function pickRoute(target: ContainerTarget, desk: Desk): Promise<RouteWish | undefined> {
  const picked = await vscode.window.showQuickPick(routeItems(target, desk), {
    title: commandTitle('chooseRoute'),
    placeHolder: vscode.l10n.t('How does SSH get from {host} into {name}?', {
      host: plainLabel(target.host),
      name: plainLabel(nameOf(target)),
    }),
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (!picked) return undefined;
  if (picked.isPossible) return picked.wish;
  void vscode.window.showWarningMessage(plainMessage(picked.detail ?? ''));
  return undefined;
}

/** What each route needs, and of those that cannot be, why. */
async function routeItems(target: ContainerTarget, desk: Desk): Promise<readonly RouteItem[]> {
  const { host, container, engine } = target;
  const name = { host, container, ...(engine === undefined ? {} : { engine }) };
  const silent = { step: () => undefined, output: () => undefined };
  const found = await findOnHost(name, desk.tools, silent, desk.ended);
  const { record } = found;
  const chosen = record?.pinned === true ? record.route : 'auto';
  const wishes: readonly RouteWish[] = ['auto', ...routes];
  return wishes.map((wish) => {
    const obstacle = wish === 'auto' ? undefined : obstacleTo(wish, found);
    const detail = obstacle === undefined ? routeNeeds(wish) : obstacleWords(obstacle);
    const icon = obstacle === undefined ? 'arrow-right' : 'circle-slash';
    return {
      wish,
      isPossible: obstacle === undefined,
      label: wish === 'auto' ? vscode.l10n.t('Automatic') : wish,
      ...description(wish === chosen, wish === record?.route),
      detail,
      iconPath: new vscode.ThemeIcon(wish === 'auto' ? 'sparkle' : icon),
    };
  });
}

function description(isChosen: boolean, isUsed: boolean): { readonly description?: string } {
  if (isChosen) return { description: vscode.l10n.t('chosen') };
  return isUsed ? { description: vscode.l10n.t('in use') } : {};
}
