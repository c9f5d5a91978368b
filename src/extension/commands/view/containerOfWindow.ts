import * as vscode from 'vscode';
import type { EntryRecord } from '../../../core/clientFiles/entry.ts';
import { commandIds, type CommandHandler, type CommandName } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import type { ContainerTarget } from '../../explorer/containerTarget.ts';
import { plainLabel } from '../../plainMessage.ts';
import { recordOfThisWindow } from '../../windows/containerWindow.ts';
import { statusWords } from '../../windows/statusWords.ts';
import type { Desk } from '../desk.ts';

interface ChoiceItem extends vscode.QuickPickItem {
  readonly run: () => unknown;
}

/** What can be done about the container that this window is in. */
export function containerOfWindowCommand(desk: Desk): CommandHandler {
  return async () => {
    const record = await recordOfThisWindow(desk.tools.clientFiles);
    if (!record) {
      // Not awaited: it asks nothing.
      void vscode.window.showInformationMessage(
        vscode.l10n.t('This window is in no container that Dockhop attached to.'),
      );
      return;
    }
    const picked = await vscode.window.showQuickPick(await choices(record, desk), {
      title: plainLabel(statusWords(record, undefined, vscode.l10n).tooltip.split('\n')[0] ?? ''),
    });
    await picked?.run();
  };
}

async function choices(record: EntryRecord, desk: Desk): Promise<readonly ChoiceItem[]> {
  const { host, engine, containerId, containerName, alias } = record;
  const target: ContainerTarget = { host, engine, container: containerId, name: containerName };
  const isChosen = (await desk.tools.clientFiles.hosts()).includes(host);
  const show: ChoiceItem = {
    label: `$(list-tree) ${vscode.l10n.t('Show in Explorer')}`,
    run: () => desk.explorer.reveal(target),
  };
  return [
    ...(isChosen ? [show] : []),
    {
      label: `$(copy) ${vscode.l10n.t('Copy ssh Command')}`,
      description: `ssh ${alias}`,
      run: () => run('copySshCommand', target),
    },
    {
      label: `$(go-to-file) ${vscode.l10n.t('Open Entry')}`,
      run: () => run('openEntry', target),
    },
    {
      label: `$(pulse) ${commandTitle('doctorContainer')}`,
      run: () => run('doctorContainer', target),
    },
    { label: `$(output) ${vscode.l10n.t('Show Log')}`, run: () => run('showLog') },
  ];
}

/** As the command does it, with its own progress and failures. */
function run(name: CommandName, target?: ContainerTarget): Thenable<unknown> {
  return vscode.commands.executeCommand(commandIds[name], target && { target });
}
