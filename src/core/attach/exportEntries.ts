import { exportText } from '../clientFiles/exportText.ts';
import { failure } from '../errors/dockhopError.ts';
import type { AttachTools } from './attachTools.ts';

/**
 * Entries as a text for another machine.
 * @throws ALIAS_UNKNOWN for an alias without an entry of Dockhop's.
 */
export async function exportEntries(
  aliases: readonly string[],
  { clientFiles }: Pick<AttachTools, 'clientFiles'>,
): Promise<string> {
  const texts: string[] = [];
  for (const alias of aliases) {
    const found = await clientFiles.written(alias);
    if (!found) throw failure('ALIAS_UNKNOWN', { alias });
    texts.push(exportText({ alias, ...found }));
  }
  return texts.join('\n');
}
