import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import type { Browser } from 'playwright-core';

import { launchBrowser } from './browser.ts';
import { EditorServer } from './editorServer.ts';
import { packCompanion, type Companion } from './packCompanion.ts';
import { labSshConfig, packedExtension } from './paths.ts';
import { patienceMs, startMs, waitFor } from './waitFor.ts';
import { Workbench, workingSize } from './workbench.ts';

export interface SessionOptions {
  /** Packed extensions to install; the product's own when not given. */
  readonly extensions?: readonly string[];
  /** Companions to install besides `inHost`. */
  readonly companions?: readonly Companion[];
  /** Added to the user's settings.json. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly locale?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The ssh config that this person has; the lab's plain one when not given. */
  readonly sshConfig?: string;
  /** Runs before the editor starts: puts files where a person would already have them. */
  readonly prepare?: (folders: SessionFolders) => Promise<void>;
}

export interface SessionFolders {
  /** All of the session's files are under it. */
  readonly root: string;
  /** The session's own copy of the lab's ssh config, as Dockhop adds its Include line to it. */
  readonly sshConfig: string;
  /** DOCKHOP_HOME: what Dockhop keeps under ~/.ssh/dockhop elsewhere. */
  readonly dockhopHome: string;
}

/** One person at one VS Code window with the packed extension, with a folder of their own for all that is written. */
export class Session {
  readonly folders: SessionFolders;
  readonly editor: EditorServer;
  readonly workbench: Workbench;
  readonly #browser: Browser;

  private constructor(
    folders: SessionFolders,
    editor: EditorServer,
    browser: Browser,
    workbench: Workbench,
  ) {
    this.folders = folders;
    this.editor = editor;
    this.#browser = browser;
    this.workbench = workbench;
  }

  static async start(options: SessionOptions = {}): Promise<Session> {
    const folders = await makeFolders(options.sshConfig);
    const undo: (() => Promise<unknown>)[] = [() => removeFolders(folders)];
    try {
      const launching = launchBrowser();
      // Also where something else fails before it is waited for.
      undo.unshift(() => launching.then((browser) => browser.close()).catch(() => undefined));
      launching.catch(() => undefined);
      await options.prepare?.(folders);
      const editor = await startEditor(folders, options);
      undo.unshift(() => editor.stop());
      const browser = await launching;
      const context = await browser.newContext({ viewport: workingSize });
      context.setDefaultTimeout(patienceMs);
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const workbench = new Workbench(await context.newPage());
      await workbench.load(editor.url);
      await editor.inHost.ready();
      return new Session(folders, editor, browser, workbench);
    } catch (error) {
      for (const step of undo) await step();
      throw error;
    }
  }

  /** Loads the window anew, with a new extension host; the one before may answer for a while yet. */
  async reload(): Promise<void> {
    const { inHost, url } = this.editor;
    const hostNow = () => inHost.run('return process.pid;');
    const before = await hostNow();
    await this.workbench.load(url);
    await waitFor('a new extension host', startMs, async () =>
      (await hostNow()) === before ? undefined : true,
    );
  }

  /** The ids of the commands that Dockhop was told to run so far, as its log has them. */
  async commandsRan(): Promise<readonly string[]> {
    const logs = join(this.folders.root, 'editor/data/logs');
    const names = await readdir(logs, { recursive: true });
    const own = names.filter((name) => basename(name) === 'Dockhop.log');
    const texts = await Promise.all(own.map((name) => readFile(join(logs, name), 'utf8')));
    return texts.flatMap((text) => [...text.matchAll(/command (dockhop\.\w+)$/gm)].map(idIn));
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.editor.stop();
    await removeFolders(this.folders);
  }
}

const idIn = ([, id = '']: RegExpExecArray): string => id;

/** A new person's folders, with an ssh config of the lab in them. */
export async function makeFolders(sshConfig = labSshConfig): Promise<SessionFolders> {
  const root = await mkdtemp(join(tmpdir(), 'dockhop-session-'));
  const ssh = join(root, 'ssh');
  const folders = { root, sshConfig: join(ssh, 'config'), dockhopHome: join(ssh, 'dockhop') };
  await mkdir(ssh, { mode: 0o700 });
  await mkdir(join(root, 'editor'));
  // A copy, because Dockhop adds a line to it.
  await copyFile(sshConfig, folders.sshConfig);
  await chmod(folders.sshConfig, 0o600);
  return folders;
}

export async function removeFolders({ root }: SessionFolders): Promise<void> {
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
}

async function startEditor(
  folders: SessionFolders,
  options: SessionOptions,
): Promise<EditorServer> {
  const companions = await Promise.all(
    (['inHost', ...(options.companions ?? [])] as const).map(packCompanion),
  );
  return EditorServer.start({
    folder: join(folders.root, 'editor'),
    extensions: [...(options.extensions ?? [packedExtension]), ...companions],
    settings: { 'dockhop.ssh.configFile': folders.sshConfig, ...options.settings },
    env: { DOCKHOP_HOME: folders.dockhopHome, ...options.env },
    ...(options.locale === undefined ? {} : { locale: options.locale }),
  });
}
