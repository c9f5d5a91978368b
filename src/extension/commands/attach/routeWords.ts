import * as vscode from 'vscode';
import type { RouteWish } from '../../../core/attach/route.ts';
import type { Obstacle } from '../../../core/attach/routeObstacle.ts';

// Each fits into one line of a picker, which cuts what is longer.

/** What a route is and needs, in the person's language. */
export function routeNeeds(wish: RouteWish): string {
  const { l10n } = vscode;
  switch (wish) {
    case 'auto':
      return l10n.t('The first of these that a real login proves');
    case 'exec':
      return l10n.t(
        'Through the engine’s command on the host: nothing listens, and it survives restarts',
      );
    case 'published':
      return l10n.t(
        'To a port that it publishes: an SSH server listens there, started by each attach',
      );
    case 'bridge':
      return l10n.t('To its own address, which a restart may change: an SSH server listens there');
  }
}

/** Why a route cannot be. */
export function obstacleWords(obstacle: Obstacle): string {
  const { l10n } = vscode;
  switch (obstacle) {
    case 'noCommand':
      return l10n.t('Not possible: the engine’s command is not on the host');
    case 'thisMachine':
      return l10n.t('Not needed: containers of this machine are reached without it');
    case 'unpublished':
      return l10n.t('Not possible: the container publishes no TCP port on an IPv4 address');
    case 'hostNetwork':
      return l10n.t(
        'Not possible: on the host’s network nothing is published; take the route bridge',
      );
    case 'rootless':
      return l10n.t(
        'Not possible: the host does not reach addresses of a rootless engine’s containers',
      );
    case 'noNetwork':
      return l10n.t('Not possible: the container has no network');
    case 'sharedNetwork':
      return l10n.t('Not possible: the container has the network of another one');
    case 'noAddress':
      return l10n.t('Not possible: its engine gives the container no IPv4 address');
  }
}
