/** The proxies by which something is fetched from a network, as variables of that name hold them. */
export interface Proxies {
  /** A URL, which may hold a password: it is never logged. */
  readonly http?: string;
  readonly https?: string;
  /** Hosts and networks that are reached without. */
  readonly no?: string;
}

export interface EngineProxies {
  /** Those that the engine itself fetches images by. */
  ofDaemon(signal: AbortSignal): Promise<Proxies>;
}
