import type { ClientFiles } from '../../clientFiles/clientFiles.ts';
import { failed, found, type Finding } from '../finding.ts';

/** Whether ssh finds the entries. Of no interest while there are none. */
export async function includeFindings(
  clientFiles: Pick<ClientFiles, 'records' | 'isIncluded'>,
): Promise<readonly Finding[]> {
  try {
    if ((await clientFiles.records()).length === 0) return [];
    return [found((await clientFiles.isIncluded()) ? 'included' : 'notIncluded', {})];
  } catch (error) {
    return [failed('include', error)];
  }
}
