import { failure } from '../errors/dockhopError.ts';
import { readIfThere, removeIfThere, writeAtomically } from './atomicFile.ts';
import { asByteText, bytesOf, byteText } from './byteText.ts';
import { configAnswer } from './configAnswer.ts';
import { checkOwn, type DockhopHome } from './dockhopHome.ts';
import {
  blocksOf,
  ownLinesOf,
  splitEntries,
  withBlock,
  withOwnLines,
  withoutBlock,
} from './entriesText.ts';
import { ownerIn } from './entryMarks.ts';

/**
 * The file with all entries. Every change is parsed by this laptop's own ssh before it takes
 * effect, for one bad line would stop ssh for every host. Called under the file lock.
 */
export class EntriesFile {
  readonly #home: DockhopHome;
  readonly #sshProgram: () => Promise<string>;

  constructor(home: DockhopHome, sshProgram: () => Promise<string>) {
    this.#home = home;
    this.#sshProgram = sshProgram;
  }

  /** The alias of each block in the file, with its owner; an empty one where the block names none. */
  async owners(): Promise<readonly (readonly [alias: string, owner: string])[]> {
    const pieces = splitEntries(await this.#read());
    return pieces.flatMap((piece) =>
      piece.kind === 'block' ? [[piece.alias, ownerIn(piece.text) ?? ''] as const] : [],
    );
  }

  /** True when the file says nothing, neither an entry nor a person's own text. */
  async isEmpty(): Promise<boolean> {
    return (await this.#read()).trim() === '';
  }

  /** The block of an alias as it stands, one character a byte; undefined when there is none. */
  async block(alias: string): Promise<string | undefined> {
    const blocks = blocksOf(await this.#read(), alias);
    return blocks.length === 0 ? undefined : blocks.join('');
  }

  /**
   * Puts an entry in the place of its former self, keeping what the person added to it.
   * @param text as `entryText` gives it.
   * @param container for the message, where ssh refuses the entry.
   * @returns the block as it stands now.
   * @throws ENTRY_REFUSED with what ssh says, FILE_UNREADABLE, FILE_UNWRITABLE
   */
  async put(alias: string, text: string, container: string, signal: AbortSignal): Promise<string> {
    const present = await this.#read();
    const ownLines = blocksOf(present, alias).flatMap((block) => ownLinesOf(block, alias));
    const block = withOwnLines(asByteText(text), ownLines);
    await this.#write(withBlock(present, alias, block), alias, container, signal);
    return block;
  }

  /** Puts a block back that `block` gave; removes the entry when that was undefined. */
  async restore(alias: string, block: string | undefined, signal: AbortSignal): Promise<void> {
    const present = await this.#read();
    const former = block === undefined ? withoutBlock(present, alias) : undefined;
    await this.#write(former ?? withBlock(present, alias, block ?? ''), alias, alias, signal);
  }

  async #read(): Promise<string> {
    const file = this.#home.entriesFile;
    if (!(await checkOwn(file, 'file'))) return '';
    return byteText((await readIfThere(file)) ?? Buffer.alloc(0));
  }

  async #write(text: string, alias: string, container: string, signal: AbortSignal): Promise<void> {
    const file = this.#home.entriesFile;
    if (text.trim() === '') {
      await removeIfThere(file);
      return;
    }
    const inspect = async (candidate: string): Promise<void> => {
      const answer = await configAnswer(await this.#sshProgram(), candidate, alias, signal);
      if (answer.understood) return;
      const reason = answer.reason.replaceAll(candidate, file);
      throw failure('ENTRY_REFUSED', { container, reason });
    };
    await writeAtomically(file, bytesOf(text), { inspect }, signal);
  }
}
