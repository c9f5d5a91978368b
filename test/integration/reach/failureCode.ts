import { DockhopError } from '../../../src/core/errors/dockhopError.ts';

/** The code with which something fails; undefined when it succeeds. What is no DockhopError is thrown on. */
export async function failureCode(attempt: Promise<unknown>): Promise<string | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof DockhopError) return error.code;
    throw error;
  }
}
