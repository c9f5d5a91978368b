import type { Adoption } from '../clientFiles/stateFile.ts';
import { DockhopError, failure } from '../errors/dockhopError.ts';
import { configValue } from '../ssh/config/configValue.ts';
import { resolveHost } from '../ssh/config/resolveHost.ts';
import type { Attachment } from './attach.ts';
import type { AttachTools } from './attachTools.ts';
import { defaultFolder, editorUri } from './editorUri.ts';
import type { FoundOnHost } from './prepareOnHost.ts';
import { proofFailures, proveEntry } from './proof.ts';

/**
 * Attaches by an entry of the person's own: it is proven, and remembered; nothing is prepared, and
 * neither it nor any other is written.
 * @throws OWN_ENTRY_UNPROVEN, CONFIG_UNREADABLE
 */
export async function attachByOwnEntry(
  adoption: Adoption,
  { details, signal }: FoundOnHost,
  wanted: string | undefined,
  { clientFiles, settings }: AttachTools,
): Promise<Omit<Attachment, 'steps' | 'handWritten'>> {
  const { alias } = adoption;
  const config = await resolveHost(alias, settings, signal);
  try {
    await proveEntry(alias, settings, signal);
  } catch (error) {
    if (!(error instanceof DockhopError) || !proofFailures.includes(error.code)) throw error;
    const reason = error.details['reason'] ?? '';
    const what = { alias, container: details.name, reason };
    throw failure('OWN_ENTRY_UNPROVEN', what, { cause: error });
  }
  await clientFiles.adopt(adoption, signal);
  const folder = wanted ?? defaultFolder(details, '/');
  const command = configValue(config, 'remotecommand') ?? 'none';
  return {
    alias,
    uri: editorUri(alias, folder),
    route: 'published',
    user: configValue(config, 'user') ?? '',
    folder,
    hostKey: '',
    leaks: [],
    hasRemoteCommand: command.toLowerCase() !== 'none',
    adopted: true,
    passedOver: [],
    exposed: [],
  };
}
