/** `cannotAsk`: nobody is there to answer (no terminal, a view that refreshes by itself). */
export type Answer = 'yes' | 'no' | 'cannotAsk';

export interface HostKeyQuestion {
  /** The hop, as the person names it to ssh. */
  readonly hop: string;
  /** `host:port` or `[v6]:port` as dialled. */
  readonly address: string;
  /** For example `ssh-ed25519`. */
  readonly keyType: string;
  /** As ssh prints it: `SHA256:…`. */
  readonly fingerprint: string;
}

export interface InstallQuestion {
  readonly host: string;
  readonly container: string;
  /** The package manager that will be run, for example `apt-get`. */
  readonly manager: string;
  readonly packages: readonly string[];
}

/** What core asks of the person. Every question may be withdrawn by its signal. */
export interface Prompter {
  /** May this unknown host key be trusted and written to known_hosts? */
  trustHostKey(question: HostKeyQuestion, signal: AbortSignal): Promise<Answer>;
  /** May these packages be installed in this container? */
  allowInstall(question: InstallQuestion, signal: AbortSignal): Promise<Answer>;
}
