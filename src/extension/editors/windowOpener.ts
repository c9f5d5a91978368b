import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Log } from '../../core/ports/log.ts';
import type { SshSettings } from '../../core/ssh/sshProgram.ts';
import { plainMessage } from '../plainMessage.ts';
import { mayAdjustRemoteSsh, remoteSshConfigFile } from '../settings.ts';
import type { OpeningMark } from '../windows/openingMark.ts';
import { lackingFor, platformsWithout, type Change } from './hostSettings.ts';
import {
  findRemoteSsh,
  missesEntries,
  type InstalledExtension,
  type RemoteSsh,
} from './remoteSsh.ts';

const manifest = v.object({ activationEvents: v.optional(v.array(v.string()), []) });

export interface OpenableAlias {
  readonly alias: string;
  readonly uri: string;
  readonly hasRemoteCommand: boolean;
}

export interface WindowOpenerOptions {
  readonly mark: OpeningMark;
  readonly settings: SshSettings;
  /** The line by which a config includes the entries. */
  readonly includeLine: string;
  readonly log: Log;
}

/** Opens windows on aliases with whichever Remote-SSH is installed. */
export class WindowOpener {
  readonly #options: WindowOpenerOptions;

  constructor(options: WindowOpenerOptions) {
    this.#options = options;
  }

  /** Can a window on an SSH host be opened from here? */
  get isPossible(): boolean {
    return remoteSsh() !== undefined;
  }

  /** Opens a folder of an alias, in a new window or in this one. */
  async open(opened: OpenableAlias, inThisWindow = false): Promise<void> {
    const { alias, uri } = opened;
    const { mark, log } = this.#options;
    const remote = remoteSsh();
    if (remote) {
      await this.#adjust(remote, opened);
      this.#warnOfOtherConfig(remote, alias);
    }
    await mark.leave(alias);
    log.info(`Opening ${uri} with ${remote?.id ?? 'nothing'}`);
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.parse(uri, true), {
      forceNewWindow: !inThisWindow,
      forceReuseWindow: inThisWindow,
    });
  }

  /** Takes back what `open` wrote into the person's settings about an alias. */
  async forget(alias: string): Promise<void> {
    for (const section of remoteSsh()?.sections ?? []) {
      const settings = vscode.workspace.getConfiguration(section);
      const without = platformsWithout(alias, settings.inspect('remotePlatform'));
      if (without) await this.#update(section, { key: 'remotePlatform', ...without });
    }
  }

  /** Containers run Linux, and are far away: nobody needs to be asked. But settings are theirs. */
  async #adjust(
    { sections }: RemoteSsh,
    { alias, hasRemoteCommand }: OpenableAlias,
  ): Promise<void> {
    const lacking = sections.flatMap((section) => {
      const settings = vscode.workspace.getConfiguration(section);
      const changes = lackingFor(alias, (key) => settings.inspect(key), !hasRemoteCommand);
      return changes.map((change) => ({ section, change }));
    });
    if (lacking.length === 0 || !(await mayAdjust())) return;
    for (const { section, change } of lacking) await this.#update(section, change);
  }

  async #update(section: string, { key, value }: Change): Promise<void> {
    const settings = vscode.workspace.getConfiguration(section);
    try {
      await settings.update(key, value, vscode.ConfigurationTarget.Global);
    } catch (error) {
      // The window works without: Remote-SSH asks then.
      this.#options.log.warn(`Could not write ${section}.${key}: ${String(error)}`);
    }
  }

  #warnOfOtherConfig(remote: RemoteSsh, alias: string): void {
    const { settings, includeLine } = this.#options;
    if (!missesEntries(remote, settings.configFile, remoteSshConfigFile())) return;
    const file = settings.configFile ?? '~/.ssh/config';
    const text = vscode.l10n.t(
      '{editor} does not read {file}, in which the entry {alias} is included. Add the line to the ssh config that it reads, as the first.',
      { editor: remote.id, file, alias },
    );
    const copy = vscode.l10n.t('Copy Line');
    // Not awaited: the window may find the alias all the same.
    void vscode.window.showWarningMessage(plainMessage(text), copy).then((pressed) => {
      if (pressed === copy) void vscode.env.clipboard.writeText(includeLine);
    });
  }
}

/** The consent of the person; asked for until they say always or never. */
async function mayAdjust(): Promise<boolean> {
  const answer = mayAdjustRemoteSsh.read();
  if (answer !== 'ask') return answer === 'always';
  const always = vscode.l10n.t('Always');
  const never = vscode.l10n.t('Never');
  const text = vscode.l10n.t(
    'May Dockhop write into the settings of Remote-SSH that its aliases are Linux machines, and that connecting may take a minute? Otherwise Remote-SSH asks in each new window.',
  );
  const pressed = await vscode.window.showInformationMessage(text, always, never);
  if (pressed !== undefined) await mayAdjustRemoteSsh.write(pressed === always);
  return pressed === always;
}

/** The extension that opens windows over SSH here. */
export function remoteSsh(): RemoteSsh | undefined {
  const installed = vscode.extensions.all.map(({ id, packageJSON }): InstalledExtension => {
    const parsed = v.safeParse(manifest, packageJSON);
    return { id, activationEvents: parsed.success ? parsed.output.activationEvents : [] };
  });
  return findRemoteSsh(installed);
}
