import * as vscode from 'vscode';
import { containerName } from '../../../core/engine/control/containerName.ts';
import type { RunGpus, RunRequest } from '../../../core/engine/create/runRequest.ts';
import {
  parseGpus,
  parseMounts,
  parsePorts,
  parseSize,
} from '../../../core/engine/create/runTexts.ts';

/**
 * Asks what is needed to run an image, one question after the other; each may be left as it is.
 * @returns undefined when one of them was closed.
 */
export async function askToRun(
  image: string,
  suggestedName: string,
  title: string,
): Promise<RunRequest | undefined> {
  const { l10n } = vscode;
  const step = (count: number): string => `${title} (${count}/6)`;
  const name = await askFor({
    title: step(1),
    prompt: l10n.t('Name of the container'),
    value: suggestedName,
    parse: (text) => (containerName.test(text) ? text : undefined),
    hint: l10n.t('Use letters, digits, _ . and -, with a letter or digit first.'),
  });
  if (name === undefined) return undefined;
  const gpus = await askForGpus(step(2));
  if (gpus === undefined) return undefined;
  const mounts = await askFor({
    title: step(3),
    prompt: l10n.t('Volumes and directories of the host; may stay empty'),
    placeHolder: 'data:/data /srv/sets:/sets:ro',
    parse: parseMounts,
    hint: l10n.t('Like data:/data or /srv/sets:/sets:ro, with spaces between them.'),
  });
  if (mounts === undefined) return undefined;
  const ports = await askFor({
    title: step(4),
    prompt: l10n.t('Ports to publish on the host’s own loopback; may stay empty'),
    placeHolder: '8888 8080:80',
    parse: parsePorts,
    hint: l10n.t('Like 8888 or 8080:80; 0.0.0.0:8080:80 publishes it to everybody.'),
  });
  if (ports === undefined) return undefined;
  const sharedMemory = await askFor({
    title: step(5),
    prompt: l10n.t('Shared memory (/dev/shm); empty for 64 MB, which data loaders soon use up'),
    placeHolder: '8g',
    parse: (text) => (text === '' ? 0 : parseSize(text)),
    hint: l10n.t('Like 8g or 512m.'),
  });
  if (sharedMemory === undefined) return undefined;
  const idle = await askForIdle(step(6));
  if (idle === undefined) return undefined;
  const memory = sharedMemory === 0 ? {} : { sharedMemory };
  return { image, name, gpus, mounts, ports, idle, ...memory };
}

interface Question<Value> {
  readonly title: string;
  readonly prompt: string;
  readonly placeHolder?: string;
  readonly value?: string;
  /** Undefined for what makes no sense. */
  readonly parse: (text: string) => Value | undefined;
  /** What would make sense. */
  readonly hint: string;
}

async function askFor<Value>({
  parse,
  hint,
  ...words
}: Question<Value>): Promise<Value | undefined> {
  const typed = await vscode.window.showInputBox({
    ...words,
    ignoreFocusOut: true,
    validateInput: (text) => (parse(text.trim()) === undefined ? hint : undefined),
  });
  return typed === undefined ? undefined : parse(typed.trim());
}

async function askForGpus(title: string): Promise<RunGpus | undefined> {
  const { l10n, window } = vscode;
  const items = [
    { label: l10n.t('No GPUs'), gpus: 'none' as const },
    { label: l10n.t('All GPUs'), gpus: 'all' as const },
    { label: l10n.t('Some GPUs…'), gpus: undefined },
  ];
  const placeHolder = l10n.t('Which GPUs does it have?');
  const picked = await window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
  if (!picked) return undefined;
  if (picked.gpus !== undefined) return picked.gpus;
  return askFor({
    title,
    prompt: l10n.t('GPUs by index or UUID, as nvidia-smi has them'),
    placeHolder: '0 1',
    parse: parseGpus,
    hint: l10n.t('Like 0 1, or GPU-8a7b….'),
  });
}

async function askForIdle(title: string): Promise<boolean | undefined> {
  const { l10n, window } = vscode;
  const own = {
    label: l10n.t('What the image says'),
    detail: l10n.t('Its own command, with a terminal, so that a shell stays up'),
    idle: false,
  };
  const nothing = {
    label: l10n.t('Nothing: just stay up'),
    detail: l10n.t('For images whose command would end at once'),
    idle: true,
  };
  const placeHolder = l10n.t('What does it run?');
  const picked = await window.showQuickPick([own, nothing], {
    ...{ title, placeHolder, ignoreFocusOut: true },
  });
  return picked?.idle;
}
