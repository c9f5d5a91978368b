import { resolve } from 'node:path';
import type { AttachTools } from '../core/attach/attachTools.ts';
import { EngineDirectory } from '../core/attach/engineDirectory.ts';
import { ClientFiles } from '../core/clientFiles/clientFiles.ts';
import { dockhopHome, type DockhopHome } from '../core/clientFiles/dockhopHome.ts';
import { HintsFile } from '../core/clientFiles/hintsFile.ts';
import { PortableServers } from '../core/container/portable/portableServers.ts';
import { SharedConfigFile } from '../core/clientFiles/sharedConfig.ts';
import { noSecrets } from '../core/ports/secrets.ts';
import { AllConnections } from '../core/ssh/allConnections.ts';
import { ConnectionPool } from '../core/ssh/connectionPool.ts';
import { AcceptedKeys } from '../core/ssh/login/acceptedKeys.ts';
import type { SshSettings } from '../core/ssh/sshProgram.ts';
import { SecretMemory } from '../core/ssh/login/secretMemory.ts';
import { SystemSsh } from '../core/ssh/system/systemSsh.ts';
import type { CommonOptions } from './commandLine.ts';
import type { Terminal } from './terminal.ts';

export interface Core extends AttachTools {
  readonly connections: AllConnections;
  readonly home: DockhopHome;
  readonly hints: HintsFile;
}

/** Puts core together for one command. */
export function composeCore(options: CommonOptions, terminal: Terminal): Core {
  const { configFile, sshClient, sudo } = options;
  const settings: SshSettings = {
    ...(configFile === undefined ? {} : { configFile: resolve(configFile) }),
    ...(sshClient === undefined ? {} : { client: sshClient }),
  };
  const log = terminal;
  const prompter = terminal;
  const home = dockhopHome();
  const shared = new SharedConfigFile(home, settings);
  const system = new SystemSsh({ settings, shared, log });
  const secrets = new SecretMemory(noSecrets, log);
  const hints = new HintsFile(home, log);
  const acceptedKeys = new AcceptedKeys(hints);
  const connections = new AllConnections(
    new ConnectionPool({ settings, prompter, log, system, secrets, acceptedKeys }),
  );
  const directory = new EngineDirectory(connections, log, () => sudo === true, hints);
  const clientFiles = new ClientFiles({ home, settings, log });
  const portable = { servers: new PortableServers(), isPreferred: () => false };
  const tools = { directory, clientFiles, shared, settings, prompter, log, portable };
  return { ...tools, connections, home, hints };
}
