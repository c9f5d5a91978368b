import type { ClientFiles } from '../clientFiles/clientFiles.ts';
import { exportText } from '../clientFiles/exportText.ts';
import { failure } from '../errors/dockhopError.ts';
import { isLocalHost } from '../ssh/localHost.ts';

/**
 * Entries as a text for another machine.
 * @throws ALIAS_UNKNOWN for an alias without an entry of Dockhop's; ENTRY_LOCAL for one whose
 * container is on this machine, which means another machine's elsewhere.
 */
export async function exportEntries(
  aliases: readonly string[],
  { clientFiles }: { readonly clientFiles: Pick<ClientFiles, 'written' | 'record'> },
): Promise<string> {
  const texts: string[] = [];
  for (const alias of aliases) {
    const found = await clientFiles.written(alias);
    if (!found) throw failure('ALIAS_UNKNOWN', { alias });
    const record = await clientFiles.record(alias);
    if (record && isLocalHost(record.host)) throw failure('ENTRY_LOCAL', { alias });
    texts.push(exportText({ alias, ...found }));
  }
  return texts.join('\n');
}
