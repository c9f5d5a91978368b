import { tarEntries } from './tarEntries.ts';

/**
 * The content of the one file that a tar holds.
 * @throws what `broken` makes of the reason where it holds anything else, or not all of it.
 */
export async function* onlyFile(
  tar: AsyncIterable<Uint8Array>,
  bytes: number,
  broken: (reason: string) => Error,
): AsyncGenerator<Uint8Array, void> {
  let seen = 0;
  for await (const { header, content } of tarEntries(tar)) {
    if (seen++ > 0 || header.type !== 'file') throw broken('the archive is not of one file');
    let come = 0;
    for await (const chunk of content) {
      come += chunk.length;
      yield chunk;
    }
    if (come < bytes) throw broken(`${come} of ${bytes} bytes came`);
  }
  if (seen === 0) throw broken('the archive is empty');
}
