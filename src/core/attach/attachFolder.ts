import { defaultFolder } from './editorUri.ts';
import type { PreparedContainer } from './prepareOnHost.ts';

/** The folder to open: the one asked for, the one opened last, or where the person most likely works. */
export function attachFolder(
  wanted: string | undefined,
  { details, preparation, record }: PreparedContainer,
): string {
  if (wanted !== undefined) return wanted;
  const sameContainer = record?.containerId === details.id;
  return sameContainer ? record.folder : defaultFolder(details, preparation.home);
}
