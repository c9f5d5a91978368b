import * as vscode from 'vscode';
import type { PublishedPort } from '../../../core/engine/container.ts';

interface PortItem extends vscode.QuickPickItem {
  /** Undefined for the item that lets one be typed. */
  readonly port?: number;
}

/** One of a container's ports: on which something listens, which it publishes, or any other. */
export async function pickPort(
  listening: readonly number[],
  known: readonly PublishedPort[],
  title: string,
): Promise<number | undefined> {
  const { l10n } = vscode;
  const others = known.filter(
    ({ protocol, containerPort }) => protocol === 'tcp' && !listening.includes(containerPort),
  );
  const items: PortItem[] = [
    ...listening.map((port) => ({
      label: String(port),
      description: l10n.t('something listens'),
      port,
    })),
    ...[...new Set(others.map(({ containerPort }) => containerPort))].map((port) => ({
      label: String(port),
      description: others.some((one) => one.containerPort === port && one.hostPort !== undefined)
        ? l10n.t('published, nothing listens yet')
        : l10n.t('exposed by the image, nothing listens yet'),
      port,
    })),
    { label: `$(edit) ${l10n.t('Type Another Port…')}`, alwaysShow: true },
  ];
  const placeHolder = l10n.t('Which port in the container?');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder });
  return picked && (picked.port ?? typePort(title));
}

async function typePort(title: string): Promise<number | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The number of a TCP port in the container'),
    validateInput: (text) =>
      isPort(text) ? undefined : vscode.l10n.t('This is no port: 1 to 65535.'),
  });
  return typed === undefined ? undefined : Number(typed);
}

function isPort(text: string): boolean {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;
}
