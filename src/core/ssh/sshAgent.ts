import type { Duplex } from 'node:stream';
import {
  BaseAgent,
  OpenSSHAgent,
  type GetStreamCallback,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';
import { onAbort } from './abortListening.ts';
import { configPath, configValue } from './configValue.ts';
import type { Hop } from './path.ts';

const windowsPipe = '\\\\.\\pipe\\openssh-ssh-agent';

/** Where the agent for a hop listens (ssh_config(5), IdentityAgent); undefined for none. */
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

  /** The keys that it holds and ssh2 understands (no certificates, no FIDO keys). */
  async keys(signal: AbortSignal): Promise<ParsedKey[]> {
    return await new Promise((resolve, reject) => {
      const stop = onAbort([signal], (reason) => {
        this.close();
        reject(reason);
      });
      this.#agent.getIdentities((error, keys) => {
        stop();
        if (error) reject(error);
        else resolve((keys ?? []).flatMap(parsedKey));
      });
    });
  }

  /** An agent with one of its keys, for one attempt; `busy` tells when it signs. */
  with(key: ParsedKey, busy: (isBusy: boolean) => void): BaseAgent<ParsedKey> {
    return new OneKeyAgent(this.#agent, key, busy);
  }

  close(): void {
    this.#agent.endAll();
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
      // Connected too late: nobody waits for it any more.
      if (this.#isEnded) stream?.destroy();
      else done(error, stream);
    });
  }

  endAll(): void {
    this.#isEnded = true;
    for (const stream of this.#streams) stream.destroy();
  }
}

class OneKeyAgent extends BaseAgent<ParsedKey> {
  readonly #agent: OpenSSHAgent;
  readonly #key: ParsedKey;
  readonly #busy: (isBusy: boolean) => void;

  constructor(agent: OpenSSHAgent, key: ParsedKey, busy: (isBusy: boolean) => void) {
    super();
    this.#agent = agent;
    this.#key = key;
    this.#busy = busy;
  }

  override getIdentities(done: (error?: Error | null, keys?: ParsedKey[]) => void): void {
    done(null, [this.#key]);
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    done?: SignCallback,
  ): void {
    const callback = typeof options === 'function' ? options : done;
    const request = typeof options === 'function' ? {} : options;
    this.#busy(true);
    this.#agent.sign(key, data, request, (error, signature) => {
      this.#busy(false);
      callback?.(error, signature);
    });
  }
}

function parsedKey(key: unknown): ParsedKey[] {
  return isParsedKey(key) ? [key] : [];
}

function isParsedKey(key: unknown): key is ParsedKey {
  return typeof key === 'object' && key !== null && 'getPublicSSH' in key;
}
