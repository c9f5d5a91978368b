import * as v from 'valibot';
import type { ServerLayout } from '../../core/editorServer/serverPieces.ts';

/** The settings of a Remote-SSH that say how its servers get where they run. */
export interface ServerSettings {
  readonly useExecServer?: unknown;
  readonly serverInstallPath?: unknown;
  readonly localServerDownload?: unknown;
}

export interface ServerPlan {
  readonly layout: ServerLayout;
  /**
   * Whether the extension can be told to fetch the server on this machine and send it itself:
   * `remote.SSH.localServerDownload`.
   */
  readonly own: 'none' | 'possible' | 'chosen';
}

const elsewhere = v.record(v.string(), v.unknown());

/**
 * How the Remote-SSH of this editor brings its server; undefined where its layout is not known, or
 * the person has it somewhere else (`remote.SSH.serverInstallPath`): then it is left alone.
 */
export function serverPlan(extension: string, settings: ServerSettings): ServerPlan | undefined {
  const { useExecServer, serverInstallPath, localServerDownload } = settings;
  const isElsewhere =
    v.is(elsewhere, serverInstallPath) && Object.keys(serverInstallPath).length > 0;
  if (isElsewhere || (typeof serverInstallPath === 'string' && serverInstallPath !== '')) {
    return undefined;
  }
  switch (extension.toLowerCase()) {
    case 'ms-vscode-remote.remote-ssh':
      return {
        layout: useExecServer === false ? 'commit' : 'launcher',
        own: localServerDownload === 'always' ? 'chosen' : 'possible',
      };
    case 'jeanp413.open-remote-ssh':
      return { layout: 'commit', own: 'none' };
    default:
      return undefined;
  }
}
