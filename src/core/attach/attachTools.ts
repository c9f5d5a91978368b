import type { ClientFiles } from '../clientFiles/clientFiles.ts';
import type { PortableServers } from '../container/portable/portableServers.ts';
import type { Log } from '../ports/log.ts';
import type { Prompter } from '../ports/prompter.ts';
import type { SshSettings } from '../ssh/sshProgram.ts';
import type { SharedConfig } from '../ssh/sharedWays.ts';
import type { EngineDirectory } from './engineDirectory.ts';

/** What attach, prepare, forget and renew work with; put together once by each face. */
export interface AttachTools {
  readonly directory: EngineDirectory;
  readonly clientFiles: ClientFiles;
  /** For entries that use a login which is shared; without it they use the person's config. */
  readonly shared?: SharedConfig;
  readonly settings: SshSettings;
  readonly prompter: Prompter;
  readonly log: Log;
  /** The SSH servers that Dockhop brings itself; without them packages alone are installed. */
  readonly portable?: {
    readonly servers: PortableServers;
    /** Does the person want them instead of packages? */
    readonly isPreferred: () => boolean;
  };
}
