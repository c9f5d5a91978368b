import type { Editor } from './editor.ts';
import { launcherAddress, serverAddress } from './serverAddress.ts';
import type { ServerPlatform } from './serverPlatform.ts';

/**
 * How a Remote-SSH lays out its servers. `commit`: one folder a commit, as all do that descend from
 * VS Code, and Microsoft's without its exec server. `launcher`: Microsoft's with it.
 */
export type ServerLayout = 'commit' | 'launcher';

/** One archive that makes part of an editor's server. */
export interface ServerPiece {
  /** A folder, the archive's only one; or a program, its only file. */
  readonly kind: 'folder' | 'program';
  /** Below the home of whoever logs in. */
  readonly place: string;
  readonly address: string;
}

/**
 * What has to be in a container for a window, and where.
 *
 * `commit`: `<data folder>/bin/<commit>`, read in open-remote-ssh's install script (server-setup.sh:
 * SERVER_DIR), in which it looks for `bin/<program>`. `launcher`: `<data folder>/code-<commit>`, as
 * Remote-SSH's own log says of it, and `<data folder>/cli/servers/<Quality>-<commit>/server` (VS
 * Code, cli/src/tunnels/paths.rs; download_cache.rs takes whatever folder has that name).
 *
 * @returns undefined where there is no server for the platform.
 */
export function serverPieces(
  editor: Editor,
  platform: ServerPlatform,
  layout: ServerLayout,
): readonly ServerPiece[] | undefined {
  const { commit, dataFolder } = editor;
  const address = serverAddress(editor, platform);
  if (address === undefined) return undefined;
  if (layout === 'commit') {
    return [{ kind: 'folder', place: `${dataFolder}/bin/${commit}`, address }];
  }
  const launcher = launcherAddress(editor, platform);
  const quality = qualityNames[editor.quality];
  if (launcher === undefined || quality === undefined) return undefined;
  return [
    { kind: 'program', place: `${dataFolder}/code-${commit}`, address: launcher },
    {
      kind: 'folder',
      place: `${dataFolder}/cli/servers/${quality}-${commit}/server`,
      address,
    },
  ];
}

/** As the launcher calls them (VS Code, cli/src/options.rs). */
const qualityNames: Readonly<Record<string, string>> = {
  stable: 'Stable',
  insider: 'Insiders',
  exploration: 'Exploration',
};
