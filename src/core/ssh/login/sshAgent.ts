import type { Duplex } from 'node:stream';
import {
  OpenSSHAgent,
  type GetStreamCallback,
  type ParsedKey,
  type SigningRequestOptions,
} from 'ssh2';
import { onAbort } from '../abortListening.ts';
import { agentIdentities, type AgentIdentity } from './agentIdentities.ts';
import { configPath, configValue } from '../config/configValue.ts';
import type { Hop } from '../config/path.ts';

const windowsPipe = '\\\\.\\pipe\\openssh-ssh-agent';

/**
 * Where the agent for a hop listens (ssh_config(5), IdentityAgent); undefined for none. On Windows
 * that is a named pipe, Pageant's too (`pageant --openssh-config` writes its name as IdentityAgent).
 * Pageant's older way, window messages, takes a helper program, which neither ssh nor Dockhop has.
 */
export function agentSocketOf(
  hop: Hop,
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const value = configValue(hop.config, 'identityagent') ?? 'SSH_AUTH_SOCK';
  if (value === 'SSH_AUTH_SOCK') {
    const socket = env['SSH_AUTH_SOCK'] ?? '';
    if (socket !== '') return socket;
    return platform === 'win32' ? windowsPipe : undefined;
  }
  // `$NAME` names a variable that holds the path.
  if (value.startsWith('$') && !value.startsWith('${')) return env[value.slice(1)];
  return /^[/\\]{2}\.[/\\]pipe[/\\]/.test(value) ? value : configPath(value, hop);
}

/** The person's ssh agent, whose connections can all be ended. */
export class SshAgent {
  readonly #agent: TrackedAgent;

  constructor(socket: string) {
    this.#agent = new TrackedAgent(socket);
  }

  /** All keys that it holds, also those that ssh2 has no use for. */
  async identities(signal: AbortSignal): Promise<AgentIdentity[]> {
    signal.throwIfAborted();
    const stop = onAbort([signal], () => {
      this.close();
    });
    try {
      return await agentIdentities(await this.#stream());
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      stop();
    }
  }

  /** Signs with one of its keys; it may ask the person to confirm that. */
  sign(key: ParsedKey, data: Buffer, request: SigningRequestOptions): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#agent.sign(key, data, request, (error, signature) => {
        if (signature) resolve(signature);
        else reject(error ?? new Error('the ssh agent does not sign'));
      });
    });
  }

  close(): void {
    this.#agent.endAll();
  }

  #stream(): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      this.#agent.getStream((error, stream) => {
        if (stream) resolve(stream);
        else reject(error ?? new Error('it is not there'));
      });
    });
  }
}

class TrackedAgent extends OpenSSHAgent {
  readonly #streams = new Set<Duplex>();
  #isEnded = false;

  override getStream(done: GetStreamCallback): void {
    super.getStream((error, stream) => {
      if (stream) {
        this.#streams.add(stream);
        stream.once('close', () => this.#streams.delete(stream));
      }
      if (!this.#isEnded) {
        done(error, stream);
        return;
      }
      // Connected too late: nobody waits for it any more.
      stream?.destroy();
      done(new Error('it was left'));
    });
  }

  endAll(): void {
    this.#isEnded = true;
    for (const stream of this.#streams) stream.destroy();
  }
}
