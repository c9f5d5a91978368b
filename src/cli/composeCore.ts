import { resolve } from 'node:path';
import type { AttachTools } from '../core/attach/attachTools.ts';
import { EngineDirectory } from '../core/attach/engineDirectory.ts';
import { ClientFiles } from '../core/clientFiles/clientFiles.ts';
import { dockhopHome, type DockhopHome } from '../core/clientFiles/dockhopHome.ts';
import { AllConnections } from '../core/ssh/allConnections.ts';
import { ConnectionPool } from '../core/ssh/connectionPool.ts';
import type { SshSettings } from '../core/ssh/sshProgram.ts';
import type { CommonOptions } from './commandLine.ts';
import type { Terminal } from './terminal.ts';

export interface Core extends AttachTools {
  readonly connections: AllConnections;
  readonly home: DockhopHome;
}

/** Puts core together for one command. */
export function composeCore({ configFile, sudo }: CommonOptions, terminal: Terminal): Core {
  const settings: SshSettings = configFile === undefined ? {} : { configFile: resolve(configFile) };
  const log = terminal;
  const prompter = terminal;
  const connections = new AllConnections(new ConnectionPool({ settings, prompter, log }));
  const directory = new EngineDirectory(connections, log, () => sudo === true);
  const home = dockhopHome();
  const clientFiles = new ClientFiles({ home, settings, log });
  return { connections, directory, clientFiles, home, settings, prompter, log };
}
