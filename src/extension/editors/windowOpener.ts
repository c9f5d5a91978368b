import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Log } from '../../core/ports/log.ts';
import type { OpeningMark } from '../windows/openingMark.ts';
import { findRemoteSsh, type InstalledExtension } from './remoteSsh.ts';

const manifest = v.object({ activationEvents: v.optional(v.array(v.string()), []) });
const platforms = v.fallback(v.record(v.string(), v.string()), {});

/** Those that ask for the platform of a host they do not know, and where they remember it. */
const asksForPlatform = ['ms-vscode-remote.remote-ssh', 'anysphere.remote-ssh'];

/** Opens windows on aliases with whichever Remote-SSH is installed. */
export class WindowOpener {
  readonly #mark: OpeningMark;
  readonly #log: Log;

  constructor(mark: OpeningMark, log: Log) {
    this.#mark = mark;
    this.#log = log;
  }

  /** Can a window on an SSH host be opened from here? */
  get isPossible(): boolean {
    return remoteSsh() !== undefined;
  }

  /** Opens a folder of an alias in a new window. */
  async open({ alias, uri }: { readonly alias: string; readonly uri: string }): Promise<void> {
    await this.#rememberPlatform(alias, 'linux');
    await this.#mark.leave(alias);
    this.#log.info(`Opening ${uri} with ${remoteSsh() ?? 'nothing'}`);
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.parse(uri, true), {
      forceNewWindow: true,
    });
  }

  /** Takes back what `open` wrote into the person's settings. */
  async forget(alias: string): Promise<void> {
    await this.#rememberPlatform(alias, undefined);
  }

  /** Containers run Linux: nobody needs to be asked. */
  async #rememberPlatform(alias: string, platform: 'linux' | undefined): Promise<void> {
    const id = remoteSsh();
    if (id === undefined || !asksForPlatform.includes(id.toLowerCase())) return;
    const settings = vscode.workspace.getConfiguration('remote.SSH');
    const known = v.parse(platforms, settings.inspect('remotePlatform')?.globalValue);
    if (known[alias] === platform) return;
    const others = Object.entries(known).filter(([other]) => other !== alias);
    const ours = platform === undefined ? [] : [[alias, platform] as const];
    const next = Object.fromEntries([...others, ...ours]);
    try {
      const value = Object.keys(next).length === 0 ? undefined : next;
      await settings.update('remotePlatform', value, vscode.ConfigurationTarget.Global);
    } catch (error) {
      // The window works without: Remote-SSH asks then.
      this.#log.warn(`Could not remember the platform of ${alias}: ${String(error)}`);
    }
  }
}

function remoteSsh(): string | undefined {
  const installed = vscode.extensions.all.map(({ id, packageJSON }): InstalledExtension => {
    const parsed = v.safeParse(manifest, packageJSON);
    return { id, activationEvents: parsed.success ? parsed.output.activationEvents : [] };
  });
  return findRemoteSsh(installed);
}
