import * as vscode from 'vscode';
import type { LogOptions } from '../../../core/engine/streams/engineStreams.ts';
import { plainText } from '../../../core/errors/dockhopError.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { nameOf, type ContainerTarget } from '../../explorer/containerTarget.ts';
import { LogTerminal } from '../../logs/logTerminal.ts';
import { pickLogOptions, usualLogs } from '../../logs/pickLogOptions.ts';
import { reachTarget } from '../container/reachTarget.ts';
import type { Desk } from '../desk.ts';
import { targetOrPick } from '../pick/pickContainer.ts';

/** What a container prints, from a while ago on. */
export function showLogsCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, { command: 'showLogs' });
    if (target) show(target, usualLogs, desk);
  };
}

/** The same, from when and with what the person says. */
export function showLogsWithCommand(desk: Desk): CommandHandler {
  const command = 'showLogsWith';
  return async (argument) => {
    const target = await targetOrPick(argument, desk, { command });
    const logs = target && (await pickLogOptions(commandTitle(command)));
    if (target && logs) show(target, logs, desk);
  };
}

function show(target: ContainerTarget, logs: LogOptions, { tools, log, ended }: Desk): void {
  const pty = new LogTerminal({
    ...{ logs, log, ended },
    reach: (signal) => reachTarget(target, tools.directory, signal),
  });
  const name = vscode.l10n.t('{name} — logs', { name: plainText(nameOf(target)) });
  const iconPath = new vscode.ThemeIcon('output');
  vscode.window.createTerminal({ name, pty, iconPath }).show(true);
}
