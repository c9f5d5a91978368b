import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

import { freePort } from './freePort.ts';
import { OwnProcess } from './ownProcess.ts';
import { quietSettings } from './quietSettings.ts';
import { waitFor } from './waitFor.ts';

export interface RemoteServerOptions {
  /** For `ssh -F`. */
  readonly sshConfig: string;
  /** What `ssh` reaches the container by. */
  readonly alias: string;
  /** Where VS Code Server is in the container; a path of plain characters. */
  readonly server: string;
  /** A new folder in the container for its data; a path of plain characters. */
  readonly remoteFolder: string;
  /** A local file for what the server prints. */
  readonly log: string;
}

const answerMs = 5_000;

/**
 * Does what a Remote-SSH does once its server is in a container, with nothing but the system's `ssh` and an alias:
 * starts it there, and forwards its port.
 */
export class RemoteVsCodeServer {
  /** Where a browser loads the workbench that runs inside the container. */
  readonly url: string;
  readonly #options: RemoteServerOptions;
  readonly #connection: OwnProcess;

  private constructor(url: string, options: RemoteServerOptions, connection: OwnProcess) {
    this.url = url;
    this.#options = options;
    this.#connection = connection;
  }

  static async start(options: RemoteServerOptions): Promise<RemoteVsCodeServer> {
    const { sshConfig, alias, server: program, remoteFolder: folder, log } = options;
    // Two, as a container on the host's network may share this machine's ports.
    const [here, there] = [await freePort(), await freePort()];
    const forward = `127.0.0.1:${here}:127.0.0.1:${there}`;
    const settings = JSON.stringify(quietSettings);
    const start =
      `mkdir -p ${folder}/data/data/User; echo '${settings}' > ${folder}/data/data/User/settings.json;` +
      ` echo $$ > ${folder}/pid; exec ${program}/node ${program}/out/server-main.js` +
      ` --host 127.0.0.1 --port ${there} --without-connection-token --accept-server-license-terms` +
      ` --server-data-dir ${folder}/data --telemetry-level off --disable-workspace-trust`;
    const connection = new OwnProcess(
      'ssh',
      ['-F', sshConfig, '-o', 'ExitOnForwardFailure=yes', '-L', forward, '--', alias, start],
      { log },
    );
    const server = new RemoteVsCodeServer(`http://127.0.0.1:${here}/`, options, connection);
    try {
      await waitFor('VS Code Server in the container', 60_000, async () => {
        if (!connection.isRunning) return 'ended';
        return (await fetch(server.url, { signal: AbortSignal.timeout(answerMs) })).ok
          ? 'serving'
          : undefined;
      });
      if (!connection.isRunning) {
        throw new Error(`ssh ended: ${(await readFile(log, 'utf8')).slice(-2000)}`);
      }
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Ends the server, removes its data from the container, and ends the connection. */
  async stop(): Promise<void> {
    const { sshConfig, alias, remoteFolder: folder } = this.#options;
    const end = `kill "$(cat ${folder}/pid)"; rm -rf ${folder}`;
    await finished(spawn('ssh', ['-F', sshConfig, '--', alias, end], { stdio: 'ignore' }));
    await this.#connection.end();
  }
}

async function finished(child: ReturnType<typeof spawn>): Promise<unknown> {
  const [code] = (await once(child, 'exit')) as [unknown];
  return code;
}
