import * as vscode from 'vscode';
import { attachWithProgress } from '../commands/attach/attachWithProgress.ts';
import { openAttached } from '../commands/attach/openAttached.ts';
import type { Desk } from '../commands/desk.ts';
import { hostLabel } from '../hostLabel.ts';
import { plainMessage } from '../plainMessage.ts';
import { attachLink, parseAttachLink, type AttachLink } from './attachLink.ts';

/**
 * A link names what to attach to, and nothing else: only a host that the person chose themselves,
 * and only after they were asked.
 */
export async function followLink({ path, query }: vscode.Uri, desk: Desk): Promise<void> {
  const link = parseAttachLink({ path, query });
  if (!link) {
    refuse(vscode.l10n.t('That link is none of Dockhop’s: it has to name a host and a container.'));
    return;
  }
  const host = hostLabel(link.host, vscode.l10n);
  const chosen = await desk.tools.clientFiles.hosts();
  if (!chosen.includes(link.host)) {
    refuse(
      vscode.l10n.t(
        'The link leads to {host}, which is not among your hosts. Choose it first if you trust it.',
        { host },
      ),
    );
    return;
  }
  if (!(await agrees(link, host))) return;
  const attachment = await attachWithProgress({ target: link }, desk);
  if (attachment) await openAttached(attachment, desk);
}

/** The link that leads to a container, for somebody who calls the host the same. */
export function linkTo(link: AttachLink): string {
  return attachLink(vscode.env.uriScheme, link);
}

async function agrees({ container }: AttachLink, host: string): Promise<boolean> {
  const attach = vscode.l10n.t('Attach');
  const message = vscode.l10n.t('A link asks to attach to {container} on {host}.', {
    container,
    host,
  });
  const detail = vscode.l10n.t(
    'Where it is the first time, an SSH server is set up in the container, and an entry is written for it.',
  );
  const options = { modal: true, detail };
  return (
    (await vscode.window.showWarningMessage(plainMessage(message), options, attach)) === attach
  );
}

function refuse(text: string): void {
  // Not awaited: it asks nothing.
  void vscode.window.showWarningMessage(plainMessage(text));
}
