import { homedir, release } from 'node:os';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { describeError } from '../../../core/errors/dockhopError.ts';
import { sshProgramOf, type SshSettings } from '../../../core/ssh/sshProgram.ts';
import { sshVersion } from '../../../core/ssh/system/sshVersion.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { diagnosticsText } from '../../doctor/diagnosticsText.ts';
import type { Desk } from '../desk.ts';

/** What somebody who helps wants to know, on the clipboard; it can be read before it is shared. */
export function copyDiagnosticsCommand({ tools, log }: Desk): CommandHandler {
  return async () => {
    const { clientFiles, settings } = tools;
    const [hosts, records] = await Promise.all([clientFiles.hosts(), clientFiles.records()]);
    const text = diagnosticsText({
      version: versionOf('dockhop.dockhop') ?? '?',
      editor: `${vscode.env.appName} ${vscode.version} (${vscode.env.appHost}, ${vscode.env.language})`,
      platform: `${process.platform} ${process.arch} ${release()}`,
      ssh: await sshWords(settings),
      remoteSsh: remoteSshWords(),
      hosts: hosts.length,
      entries: records.length,
      settings: changedSettings(),
      logLines: log.recent,
      home: homedir(),
    });
    await vscode.env.clipboard.writeText(text);
    const show = vscode.l10n.t('Show It');
    const pressed = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The diagnostics are on the clipboard. No secret is in them, but names of your hosts are: read them before you share them.',
      ),
      show,
    );
    if (pressed !== show) return;
    const document = await vscode.workspace.openTextDocument({ content: text });
    await vscode.window.showTextDocument(document);
  };
}

async function sshWords(settings: SshSettings): Promise<string> {
  try {
    const program = await sshProgramOf(settings);
    const { major, minor } = await sshVersion(program);
    return `${program} ${major}.${minor}`;
  } catch (error) {
    return describeError(error).message;
  }
}

const remoteSshs = [
  'ms-vscode-remote.remote-ssh',
  'jeanp413.open-remote-ssh',
  'anysphere.remote-ssh',
];

function remoteSshWords(): string {
  const present = remoteSshs.flatMap((id) => {
    const version = versionOf(id);
    return version === undefined ? [] : [`${id} ${version}`];
  });
  return present.join(', ') || 'none that is known';
}

const manifest = v.object({
  version: v.optional(v.string()),
  contributes: v.optional(
    v.object({ configuration: v.object({ properties: v.record(v.string(), v.unknown()) }) }),
  ),
});

function versionOf(extension: string): string | undefined {
  const parsed = v.safeParse(
    v.object({ version: v.string() }),
    vscode.extensions.getExtension(extension)?.packageJSON,
  );
  return parsed.success ? parsed.output.version : undefined;
}

function changedSettings(): Readonly<Record<string, unknown>> {
  const own = v.safeParse(manifest, vscode.extensions.getExtension('dockhop.dockhop')?.packageJSON);
  const properties = own.success ? own.output.contributes?.configuration.properties : undefined;
  const changed = Object.keys(properties ?? {}).flatMap((name) => {
    const value: unknown = vscode.workspace.getConfiguration().inspect(name)?.globalValue;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(changed);
}
