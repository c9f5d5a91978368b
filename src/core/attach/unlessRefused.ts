import { DockhopError } from '../errors/dockhopError.ts';

/**
 * What ssh makes of one of many names; undefined for one that it would refuse (a ProxyJump in a
 * circle, for example), which must not stand in the way of the others.
 */
export async function unlessRefused<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    const refused = ['CONFIG_UNREADABLE', 'DESTINATION_REFUSED'];
    if (error instanceof DockhopError && refused.includes(error.code)) return undefined;
    throw error;
  }
}
