import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { freePort } from './freePort.ts';
import { InHost } from './inHost.ts';
import { OwnProcess } from './ownProcess.ts';
import { installExtensions } from './installExtensions.ts';
import { companions } from './paths.ts';
import { quietSettings } from './quietSettings.ts';
import { codeServerFolder, codeServerNode } from './tools.ts';
import { startMs, waitFor } from './waitFor.ts';

const run = promisify(execFile);

export interface EditorOptions {
  /** Packed extensions to install, besides the companion `inHost`. */
  readonly extensions: readonly string[];
  /** The user's settings.json, added to the quiet ones below. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to our own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The display language, for example `zh-cn`. */
  readonly locale?: string;
  /** A folder for everything the editor writes; a new temporary one, removed at the end, when not given. */
  readonly folder?: string;
}

const answerMs = 5_000;

/** A real VS Code (code-server) that serves its workbench on the loopback address. */
export class EditorServer {
  readonly url: string;
  /** Holds its data, its extensions and its log. */
  readonly folder: string;
  readonly inHost: InHost;
  readonly #process: OwnProcess;
  readonly #removeFolder: boolean;

  private constructor(url: string, folder: string, server: OwnProcess, removeFolder: boolean) {
    this.url = url;
    this.folder = folder;
    this.inHost = new InHost(socketIn(folder));
    this.#process = server;
    this.#removeFolder = removeFolder;
  }

  /** Installs the extensions and starts; resolves once the workbench can be loaded. */
  static async start(options: EditorOptions): Promise<EditorServer> {
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'dockhop-editor-')));
    const data = join(folder, 'data');
    await mkdir(join(data, 'User'), { recursive: true });
    const settings = { ...quietSettings, ...options.settings };
    await writeFile(join(data, 'User/settings.json'), JSON.stringify(settings, undefined, 2));

    if (options.locale !== undefined) await pretendLanguagePack(data, options.locale);

    const node = await codeServerNode();
    const program = await codeServerFolder();
    const extensions = join(folder, 'extensions');
    const common = [
      ...[program, '--user-data-dir', data],
      // Else it writes one into the person's own folder.
      ...['--config', join(folder, 'config.yaml')],
    ];
    const installs = options.extensions.flatMap((file) => ['--install-extension', file]);
    await installExtensions(options.extensions, extensions, (into) =>
      run(node, [...common, '--extensions-dir', into, ...installs]),
    );

    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const log = join(folder, 'server.log');
    const server = new OwnProcess(
      node,
      [
        ...[...common, '--extensions-dir', extensions],
        ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
        ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
        ...(options.locale === undefined ? [] : ['--locale', options.locale]),
      ],
      {
        log,
        env: { ...process.env, ...options.env, DOCKHOP_TEST_SOCKET: socketIn(folder) },
      },
    );
    const editor = new EditorServer(url, folder, server, options.folder === undefined);
    try {
      await waitFor('the editor to serve its workbench', startMs, async () => {
        if (!server.isRunning) return 'ended';
        return (await fetch(`${url}healthz`, { signal: AbortSignal.timeout(answerMs) })).ok
          ? 'serving'
          : undefined;
      });
      if (!server.isRunning) throw new Error(`the editor ended: ${await readFile(log, 'utf8')}`);
    } catch (error) {
      await editor.stop();
      throw error;
    }
    return editor;
  }

  async stop(): Promise<void> {
    await this.#process.end();
    if (this.#removeFolder) await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const socketIn = (folder: string): string => join(folder, 'in-host.sock');

/**
 * Makes the editor believe that a language pack is there: the real ones come from a marketplace. Its own words stay
 * English, but it announces the language, so that extensions speak it.
 */
async function pretendLanguagePack(data: string, locale: string): Promise<void> {
  const pack = {
    hash: 'dockhop-test',
    label: locale,
    extensions: [{ extensionIdentifier: { id: 'dockhop-test.language' }, version: '0.0.1' }],
    translations: { vscode: join(companions, 'emptyTranslation.json') },
  };
  await writeFile(join(data, 'languagepacks.json'), JSON.stringify({ [locale]: pack }));
}
