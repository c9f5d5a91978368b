import type { ClientFiles } from '../clientFiles/clientFiles.ts';
import type { Log } from '../ports/log.ts';
import type { Prompter } from '../ports/prompter.ts';
import type { SshSettings } from '../ssh/sshProgram.ts';
import type { EngineDirectory } from './engineDirectory.ts';

/** What attach, prepare, forget and renew work with; put together once by each face. */
export interface AttachTools {
  readonly directory: EngineDirectory;
  readonly clientFiles: ClientFiles;
  readonly settings: SshSettings;
  readonly prompter: Prompter;
  readonly log: Log;
}
