import { DockhopError } from '../errors/dockhopError.ts';
import { unlessAborted } from '../ssh/abortListening.ts';
import type { AttachTools } from './attachTools.ts';
import type { FoundOnHost } from './prepareOnHost.ts';
import type { OpenWay } from './openWay.ts';
import { proveEntry } from './proof.ts';
import type { StandingEntry } from './standingEntry.ts';
import type { Way } from './ways.ts';

type ProvideWay = () => Promise<OpenWay | undefined>;

/**
 * The proof of an entry that stands, begun while its container is still being looked into. It counts
 * where it turns out that nothing had to be changed, neither there nor in the entry.
 */
export class EarlyProof {
  readonly entryHash: string;
  readonly #alias: string;
  readonly #stop = new AbortController();
  readonly #outcome: Promise<void>;
  #provide: (openWay: ProvideWay) => void = () => undefined;

  private constructor(
    { record, entryHash }: StandingEntry,
    { signal }: Pick<FoundOnHost, 'signal'>,
    { settings }: Pick<AttachTools, 'settings'>,
  ) {
    this.entryHash = entryHash;
    this.#alias = record.alias;
    const stop = AbortSignal.any([signal, this.#stop.signal]);
    const openWay = new Promise<ProvideWay>((resolve) => {
      this.#provide = resolve;
    });
    const provided = async () => (await unlessAborted(openWay, [stop]))();
    this.#outcome = proveEntry(record.alias, settings, stop, provided);
    // Whoever awaits it hears of it.
    this.#outcome.catch(() => undefined);
  }

  /** @returns undefined where there is nothing to prove, the entry leads another way, or ssh might have to ask. */
  static of(
    standing: StandingEntry | undefined,
    { route, through }: Way,
    found: Pick<FoundOnHost, 'signal' | 'connection'>,
    tools: Pick<AttachTools, 'settings'>,
  ): EarlyProof | undefined {
    if (!standing || standing.holds || found.connection.sharedHops.length > 0) return undefined;
    const { record } = standing;
    const isSame = record.route === route && (record.through ?? '') === (through ?? '');
    return isSame ? new EarlyProof(standing, found, tools) : undefined;
  }

  /**
   * Its outcome.
   * @param openWay what else proves it, as for `proveEntry`: known only once the container was looked into.
   * @throws what `proveEntry` throws.
   */
  async result(openWay: ProvideWay): Promise<void> {
    this.#provide(openWay);
    await this.#outcome;
  }

  /**
   * Gives it up; nothing of it is left then.
   * @throws ROUTE_REFUSED where a machine on the way had refused it: a login is not tried again there.
   * What the container itself refused may be what was mended meanwhile.
   */
  async drop(): Promise<void> {
    const error = await this.end();
    if (!(error instanceof DockhopError) || error.code !== 'ROUTE_REFUSED') return;
    if (!this.#isOfContainer(error)) throw error;
  }

  /** Ends it, whatever comes of it. @returns why it failed. */
  async end(): Promise<unknown> {
    this.#stop.abort();
    return await this.#outcome.then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  /** ssh names who refused (sshconnect2.c of OpenSSH); of an entry that is its alias, in small letters. */
  #isOfContainer({ details }: DockhopError): boolean {
    return details['reason']?.includes(`@${this.#alias.toLowerCase()}: Permission denied`) === true;
  }
}
