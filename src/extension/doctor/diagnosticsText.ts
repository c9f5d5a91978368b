import { maskSecrets } from '../maskSecrets.ts';

export interface Diagnostics {
  /** Of Dockhop. */
  readonly version: string;
  /** The editor and its version. */
  readonly editor: string;
  readonly platform: string;
  /** The ssh program and its version. */
  readonly ssh: string;
  /** Of the editor's other extensions: who opens windows. */
  readonly remoteSsh: string;
  readonly hosts: number;
  readonly entries: number;
  /** Those of Dockhop's that the person changed. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly logLines: readonly string[];
  /** The person's home directory, which is called `~` instead: it has their name in it. */
  readonly home: string;
}

/**
 * What somebody who helps wants to know, as text. Of settings that a person types, only that they are
 * set; of the log the last lines, masked once more.
 */
export function diagnosticsText(diagnostics: Diagnostics): string {
  const { version, editor, platform, ssh, remoteSsh, hosts, entries } = diagnostics;
  const settings = Object.entries(diagnostics.settings).map(
    ([name, value]) => `  ${name}: ${shown(value)}`,
  );
  const text = [
    `Dockhop ${version}`,
    `Editor: ${editor}`,
    `Platform: ${platform}`,
    `ssh: ${ssh}`,
    `Remote-SSH: ${remoteSsh}`,
    `Hosts chosen: ${hosts}`,
    `Entries: ${entries}`,
    'Settings:',
    ...(settings.length > 0 ? settings : ['  all as they come']),
    '',
    `Log, the last ${diagnostics.logLines.length} lines:`,
    ...diagnostics.logLines.map(maskSecrets),
    '',
  ].join('\n');
  return diagnostics.home.length > 1 ? text.replaceAll(diagnostics.home, '~') : text;
}

/** A choice among words of ours may be seen; what was typed may be anything. */
function shown(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  const choices = ['auto', 'builtin', 'system', 'ask', 'always', 'never'];
  if (typeof value === 'string' && choices.includes(value)) return value;
  return Array.isArray(value) ? `set (${value.length})` : 'set';
}
