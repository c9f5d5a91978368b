import type { QuickInput } from './quickInput.ts';
import { patienceMs, waitFor } from './waitFor.ts';

/** The editor's own dialog for files and folders: a session that uses it sets `files.simpleDialog.enable`. */
export class FileDialog {
  readonly #quickInput: QuickInput;

  constructor(quickInput: QuickInput) {
    this.#quickInput = quickInput;
  }

  /**
   * Names a file or a folder to the dialog with this title. The dialog writes a folder of its own into the box
   * before it listens, and then is deaf until it has listed the folder of the path.
   * @param beside the name of something in that folder.
   */
  async choose(title: string | RegExp, path: string, beside: string): Promise<void> {
    const box = this.#quickInput;
    await box.waitFor(title);
    await waitFor('the dialog to begin', patienceMs, async () =>
      (await box.text()).startsWith('/') ? true : undefined,
    );
    await waitFor('the dialog to list the folder', patienceMs, async () => {
      if ((await box.text()) === path) {
        return (await box.options()).includes(beside) ? true : undefined;
      }
      await box.type(path);
      return undefined;
    });
    await box.accept();
    // It may take a folder for one to walk into, and then writes its path with a slash at the end.
    await waitFor('the dialog to take it', patienceMs, async () => {
      if (!(await box.isAsking(title))) return true;
      if ((await box.text()) === `${path}/`) await box.accept();
      return undefined;
    });
  }
}
