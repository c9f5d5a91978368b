import type { SomeCommandHandlers } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { copyDiagnosticsCommand } from './copyDiagnostics.ts';
import { copyLinkCommand } from './copyLink.ts';
import { doctorContainerCommand, doctorHostCommand } from './doctor.ts';
import { forgetSecretsCommand } from './forgetSecrets.ts';
import { openWalkthroughCommand } from './openWalkthrough.ts';
import { showLogCommand } from './showLog.ts';

/** What Dockhop does and keeps. */
export function helpCommands(desk: Desk) {
  return {
    copyDiagnostics: copyDiagnosticsCommand(desk),
    copyLink: copyLinkCommand(desk),
    doctorContainer: doctorContainerCommand(desk),
    doctorHost: doctorHostCommand(desk),
    forgetSecrets: forgetSecretsCommand(desk),
    openWalkthrough: openWalkthroughCommand(desk),
    showLog: showLogCommand(desk),
  } satisfies SomeCommandHandlers;
}
