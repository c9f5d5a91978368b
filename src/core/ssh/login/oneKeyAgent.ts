import { BaseAgent, type ParsedKey, type SignCallback, type SigningRequestOptions } from 'ssh2';

/** Signs with a key that need not be in this process, or not be open yet. */
export type Sign = (data: Buffer, request: SigningRequestOptions) => Promise<Buffer>;

/**
 * One key in the shape of an agent. ssh2 asks the server whether it would accept the public half
 * before it has an agent sign, and waits for the signature: time for a person to touch, confirm or
 * type something, and only where that is of use.
 */
export class OneKeyAgent extends BaseAgent<ParsedKey> {
  readonly #key: ParsedKey;
  readonly #sign: Sign;

  constructor(key: ParsedKey, sign: Sign) {
    super();
    this.#key = key;
    this.#sign = sign;
  }

  override getIdentities(done: (error?: Error | null, keys?: ParsedKey[]) => void): void {
    done(null, [this.#key]);
  }

  override sign(
    _: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    done?: SignCallback,
  ): void {
    const callback = typeof options === 'function' ? options : done;
    const request = typeof options === 'function' ? {} : options;
    this.#sign(data, request).then(
      (signature) => callback?.(null, signature),
      (error: unknown) => callback?.(error instanceof Error ? error : new Error(String(error))),
    );
  }
}
