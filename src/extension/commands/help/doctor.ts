import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { hostLabel } from '../../hostLabel.ts';
import { DoctorVisit } from '../../doctor/doctorVisit.ts';
import { hostOf, nameOf } from '../../explorer/containerTarget.ts';
import type { Desk } from '../desk.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { pickHost } from '../pick/pickHost.ts';
import * as vscode from 'vscode';

/** What works on the way to a host, what does not, and what to do. */
export function doctorHostCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const host = hostOf(argument) ?? (await pickHost(desk, commandTitle('doctorHost')));
    if (host === undefined) return;
    await new DoctorVisit({ host }, hostLabel(host, vscode.l10n), desk).begin();
  };
}

/** The same for a container, and what is in it. */
export function doctorContainerCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, { command: 'doctorContainer' });
    if (!target) return;
    const { host, container, engine } = target;
    const request = { host, container, ...(engine === undefined ? {} : { engine }) };
    await new DoctorVisit(request, nameOf(target), desk).begin();
  };
}
