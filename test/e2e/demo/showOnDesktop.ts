import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { chooseHosts } from '../harness/chooseHosts.ts';
import { packedExtension } from '../harness/paths.ts';
import { quietSettings } from '../harness/quietSettings.ts';
import { makeFolders, removeFolders } from '../harness/session.ts';
import { demoHosts } from './demoHosts.ts';
import { untilEnded } from './untilEnded.ts';

const run = promisify(execFile);

/** Opens desktop VS Code, with data and extensions of its own, until its window is closed or Ctrl-C. */
export async function showOnDesktop(program: string, say: (line: string) => void): Promise<void> {
  const ended = untilEnded();
  const folders = await makeFolders();
  const data = join(folders.root, 'editor/data');
  try {
    await chooseHosts(folders, demoHosts);
    await mkdir(join(data, 'User'), { recursive: true });
    const settings = {
      ...quietSettings,
      'dockhop.ssh.configFile': folders.sshConfig,
      'remote.SSH.configFile': folders.sshConfig,
    };
    await writeFile(join(data, 'User/settings.json'), JSON.stringify(settings, undefined, 2));
    const own = ['--user-data-dir', data, '--extensions-dir', join(folders.root, 'extensions')];
    await run(program, [...own, '--install-extension', packedExtension]);
    try {
      await run(program, [...own, '--install-extension', 'ms-vscode-remote.remote-ssh']);
    } catch {
      say('Remote-SSH could not be installed: Attach offers a terminal instead of a window.');
    }
    const editor = spawn(program, [...own, '--new-window', '--wait'], {
      stdio: 'ignore',
      env: { ...process.env, DOCKHOP_HOME: folders.dockhopHome },
    });
    say(
      'VS Code is open: click the Dockhop icon at the left; close its window or press Ctrl-C to end.',
    );
    await Promise.race([once(editor, 'exit'), ended]);
    editor.kill();
  } finally {
    await removeFolders(folders);
  }
}
