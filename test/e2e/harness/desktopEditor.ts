import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
  SilentReporter,
} from '@vscode/test-electron';

import { InHost } from './inHost.ts';
import { OwnProcess } from './ownProcess.ts';
import { repository } from './paths.ts';
import { quietSettings } from './quietSettings.ts';
import type { SessionFolders } from './session.ts';

const run = promisify(execFile);

/** Where test-electron downloads from, asked for the smallest thing it has. */
const downloads = 'https://update.code.visualstudio.com/api/releases/stable';
const probeMs = 5_000;
const stalledMs = 15_000;

/** Why no desktop VS Code can run here; undefined when one can. Answers within seconds. */
export async function desktopImpossible(): Promise<string | undefined> {
  try {
    const { ok, status } = await fetch(downloads, { signal: AbortSignal.timeout(probeMs) });
    if (!ok) return `VS Code cannot be downloaded here: ${downloads} answers ${status}`;
  } catch {
    return `VS Code cannot be downloaded here: no answer from ${new URL(downloads).host}`;
  }
  const screen = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  return process.platform === 'linux' && screen === undefined ? 'there is no screen' : undefined;
}

/** A desktop VS Code with data and extensions of its own, as far as can be told without its window: by `inHost`. */
export class DesktopEditor {
  readonly inHost: InHost;
  readonly #program: string;
  readonly #own: readonly string[];
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  #process: OwnProcess | undefined;

  private constructor(program: string, own: readonly string[], folders: SessionFolders) {
    this.#program = program;
    this.#own = own;
    this.#folder = join(folders.root, 'editor');
    const socket = join(this.#folder, 'in-host.sock');
    this.inHost = new InHost(socket);
    this.#env = {
      ...process.env,
      DOCKHOP_HOME: folders.dockhopHome,
      DOCKHOP_TEST_SOCKET: socket,
    };
  }

  /** Downloads VS Code where it is not there yet, and installs packed extensions. */
  static async prepare(
    folders: SessionFolders,
    extensions: readonly string[],
  ): Promise<DesktopEditor> {
    const program = await downloadAndUnzipVSCode({
      cachePath: join(repository, '.cache/desktop'),
      reporter: new SilentReporter(),
      timeout: stalledMs,
    });
    const data = join(folders.root, 'editor/data');
    await mkdir(join(data, 'User'), { recursive: true });
    const settings = { ...quietSettings, 'dockhop.ssh.configFile': folders.sshConfig };
    await writeFile(join(data, 'User/settings.json'), JSON.stringify(settings));
    const own = [
      ...['--user-data-dir', data, '--extensions-dir', join(folders.root, 'editor/extensions')],
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ];
    const [cli = program, ...cliArgs] = resolveCliArgsFromVSCodeExecutablePath(program, {
      reuseMachineInstall: true,
    });
    for (const extension of extensions) {
      await run(cli, [...cliArgs, ...own, '--install-extension', extension]);
    }
    return new DesktopEditor(program, own, folders);
  }

  /** Opens a window; with a URI one on that folder. */
  open(folderUri?: string): void {
    const folder = folderUri === undefined ? [] : ['--folder-uri', folderUri];
    const args = [...this.#own, '--disable-gpu', '--new-window', ...folder];
    const log = join(this.#folder, 'desktop.log');
    this.#process = new OwnProcess(this.#program, args, { log, env: this.#env });
  }

  async close(): Promise<void> {
    await this.#process?.end();
  }
}
