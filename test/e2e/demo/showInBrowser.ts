import { join } from 'node:path';

import { chooseHosts } from '../harness/chooseHosts.ts';
import { EditorServer } from '../harness/editorServer.ts';
import { packedExtension } from '../harness/paths.ts';
import { makeFolders, removeFolders } from '../harness/session.ts';
import { demoHosts } from './demoHosts.ts';
import { untilEnded } from './untilEnded.ts';

/** Serves VS Code with the lab's hosts in its explorer until Ctrl-C. */
export async function showInBrowser(say: (line: string) => void): Promise<void> {
  const ended = untilEnded();
  const folders = await makeFolders();
  try {
    await chooseHosts(folders, demoHosts);
    const editor = await EditorServer.start({
      folder: join(folders.root, 'editor'),
      extensions: [packedExtension],
      settings: { 'dockhop.ssh.configFile': folders.sshConfig },
      env: { DOCKHOP_HOME: folders.dockhopHome },
    });
    try {
      say(`VS Code is at ${editor.url}`);
      say('Open it in a browser and click the Dockhop icon at the left; Ctrl-C ends it.');
      await ended;
    } finally {
      await editor.stop();
    }
  } finally {
    await removeFolders(folders);
  }
}
