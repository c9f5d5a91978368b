import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { EntryRecord } from '../core/clientFiles/entry.ts';
import { ServerCache } from '../core/editorServer/serverCache.ts';
import type { CommandHandlers } from './commandIds.ts';
import { attachCommands } from './commands/attach/attachCommands.ts';
import { containerCommands } from './commands/container/containerCommands.ts';
import type { Desk, FaceDesk } from './commands/desk.ts';
import { entryCommands } from './commands/entries/entryCommands.ts';
import { fileCommands } from './commands/files/fileCommands.ts';
import { helpCommands } from './commands/help/helpCommands.ts';
import { hostCommands } from './commands/hosts/hostCommands.ts';
import { imageCommands } from './commands/image/imageCommands.ts';
import { logCommands } from './commands/logs/logCommands.ts';
import { portCommands } from './commands/ports/portCommands.ts';
import { shellInContainer } from './commands/terminal/shellInContainer.ts';
import { terminalCommands } from './commands/terminal/terminalCommands.ts';
import { viewCommands } from './commands/view/viewCommands.ts';
import { volumeCommands } from './commands/volume/volumeCommands.ts';
import { ServerBringer } from './editors/serverBringer.ts';
import { followLink } from './links/followLink.ts';
import { renewRecord } from './windows/renewRecord.ts';

/** What Dockhop does once somebody asks for something. */
export interface Errands {
  readonly commands: CommandHandlers;
  readonly followLink: (uri: vscode.Uri) => Promise<void>;
  /** Resolves when the window may connect. */
  readonly renewRecord: (record: EntryRecord) => Promise<void>;
  /** Undefined when the person chooses no container. */
  readonly shellInContainer: () => Promise<vscode.ExtensionTerminalOptions | undefined>;
}

/** Loads the errands, once. */
export type LoadErrands = () => Promise<Errands>;

/** Imported by `import()` alone, in the composition root: many windows open and close without. */
export function errandsAt(face: FaceDesk): Errands {
  const { tools, consents, failures, log, ended, storage } = face;
  const cache = new ServerCache(
    join(storage, 'editorServers'),
    // Found anew each time: the editor may replace it by one that knows its proxy.
    (address, options) => fetch(address, options),
  );
  const servers = new ServerBringer({ tools, consents, cache, failures, log, ended });
  const desk: Desk = { ...face, servers };
  return {
    commands: {
      ...attachCommands(desk),
      ...containerCommands(desk),
      ...entryCommands(desk),
      ...fileCommands(desk),
      ...helpCommands(desk),
      ...hostCommands(desk),
      ...imageCommands(desk),
      ...logCommands(desk),
      ...portCommands(desk),
      ...terminalCommands(desk),
      ...viewCommands(desk),
      ...volumeCommands(desk),
    },
    followLink: (uri) => followLink(uri, desk),
    renewRecord: (record) => renewRecord(record, false, desk),
    shellInContainer: () => shellInContainer(desk),
  };
}
