import type { Command } from './commandLine.ts';
import { attachCommand } from './commands/attachCommand.ts';
import { doctorCommand } from './commands/doctorCommand.ts';
import { entriesCommand } from './commands/entriesCommand.ts';
import { exportCommand } from './commands/exportCommand.ts';
import { forgetCommand } from './commands/forgetCommand.ts';
import { hostsCommand } from './commands/hostsCommand.ts';
import { pathCommand } from './commands/pathCommand.ts';
import { prepareCommand } from './commands/prepareCommand.ts';
import { psCommand } from './commands/psCommand.ts';
import { composeCore, type Core } from './composeCore.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command to its end; its exit status. */
export async function runCommand(
  command: Command,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  let core: Core | undefined;
  try {
    terminal.agreesToAll = 'yes' in command && command.yes;
    core = composeCore(command, terminal);
    if (command.name === 'doctor') {
      return (await doctorCommand(command, core, terminal, signal)) ? 0 : 1;
    }
    await dispatch(command, core, terminal, signal);
    return 0;
  } catch (error) {
    terminal.printFailure(error, command.json, core?.settings);
    return 1;
  } finally {
    await core?.connections.dispose();
    await core?.hints.settled;
  }
}

function dispatch(
  command: Exclude<Command, { name: 'doctor' }>,
  core: Core,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  switch (command.name) {
    case 'hosts':
      return hostsCommand(command, core, terminal, signal);
    case 'path':
      return pathCommand(command, core, terminal, signal);
    case 'ps':
      return psCommand(command, core, terminal, signal);
    case 'prepare':
      return prepareCommand(command, core, terminal, signal);
    case 'attach':
      return attachCommand(command, core, terminal, signal);
    case 'forget':
      return forgetCommand(command, core, terminal, signal);
    case 'entries':
      return entriesCommand(command, core, terminal, signal);
    case 'export':
      return exportCommand(command, core, terminal);
  }
}
