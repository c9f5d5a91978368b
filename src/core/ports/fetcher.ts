export interface FetchOptions {
  readonly method: 'GET' | 'HEAD';
  /** Redirections are followed by whoever asks, one by one. */
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
}

/**
 * Asks a web server, as the person's machine reaches it: an editor's own `fetch` knows its proxy and
 * the system's certificates.
 */
export type Fetcher = (address: string, options: FetchOptions) => Promise<Response>;
