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

/** Something that only the person knows, wanted by a hop or by a key file on the way to it. */
export interface SecretQuestion {
  /** The hop, as the person names it to ssh: the face names it outside the stranger's words. */
  readonly hop: string;
  /** `host:port` or `[v6]:port` as dialled. */
  readonly address: string;
  /** Login name at the hop. */
  readonly user: string;
  /**
   * `passphrase`: of a key file on this machine, never sent anywhere.
   * `password`: of the account, asked for by the SSH client itself (RFC 4252, section 8).
   * `answer`: to a question in the hop's own words (RFC 4256): a code, a password, anything.
   */
  readonly kind: 'passphrase' | 'password' | 'answer';
  /** The key file, with `passphrase`. */
  readonly keyFile?: string;
  /** What the hop says before it asks, with `answer`. A stranger's words, made plain already. */
  readonly instruction?: string;
  /** The question itself, with `answer`. A stranger's words, made plain already. */
  readonly prompt?: string;
  /** May what is typed be seen (RFC 4256, echo)? */
  readonly isShown: boolean;
  /** May the person have it kept in the editor's secret storage? Never so for `answer`. */
  readonly mayKeep: boolean;
  /** What was typed before was refused. */
  readonly isAgain: boolean;
}

/** `keep`: the person wants it remembered for next time. */
export interface Secret {
  readonly text: string;
  readonly keep: boolean;
}

/** A question of the system's ssh that yes or no answers, such as whether a key may be used. */
export interface Confirmation {
  readonly hop: string;
  /** ssh's words, which may hold a stranger's; made plain already. */
  readonly text: string;
}

/** What core asks of the person. Every question may be withdrawn by its signal. */
export interface Prompter {
  /** Asks for a secret. `no`: the person wants to go no further. */
  askSecret(question: SecretQuestion, signal: AbortSignal): Promise<Secret | 'no' | 'cannotAsk'>;
  confirm(confirmation: Confirmation, signal: AbortSignal): Promise<Answer>;
  /**
   * Tells something that needs no answer (a security key waits to be touched, how often a hop will
   * ask), until the signal aborts.
   */
  tell(hop: string, text: string, signal: AbortSignal): void;
  /** May this unknown host key be trusted and written to known_hosts? */
  trustHostKey(question: HostKeyQuestion, signal: AbortSignal): Promise<Answer>;
  /** May these packages be installed in this container? */
  allowInstall(question: InstallQuestion, signal: AbortSignal): Promise<Answer>;
}
