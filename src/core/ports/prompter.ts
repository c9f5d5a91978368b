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
  /** What the SSH server needs. */
  readonly packages: readonly string[];
  /** Packages that VS Code Server needs and the container lacks; SSH works without. */
  readonly extras: readonly string[];
  /** What VS Code Server needs and no package brings: `glibc 2.28`. SSH works without. */
  readonly lacking: readonly string[];
}

/** `serverOnly`: the packages, but not the extras. */
export type InstallAnswer = Answer | 'serverOnly';

/**
 * A change to the accounts of a container. Every string of it comes from there: a stranger's.
 * `account`: an entry in passwd for a uid that has none. `unlock`: the `!` that locks a password
 * becomes `*`, which no password matches either. `shell`: a login shell that runs. `home`: made, and
 * given to its user. `server`: an account for the SSH server itself, as which it locks itself in.
 */
export type Repair =
  | { readonly kind: 'account'; readonly user: string; readonly uid: number }
  | { readonly kind: 'unlock'; readonly user: string }
  | { readonly kind: 'shell'; readonly user: string; readonly shell: string }
  | { readonly kind: 'home'; readonly user: string; readonly home: string }
  | { readonly kind: 'server'; readonly user: string };

export interface RepairQuestion {
  readonly host: string;
  readonly container: string;
  readonly repairs: readonly Repair[];
}

/** An SSH server that is brought over the engine: nothing is fetched from a network. */
export interface PortableQuestion {
  readonly host: string;
  readonly container: string;
  /** Dockhop's portable one, or what the host itself has, with the libraries that it needs. */
  readonly source: 'dockhop' | 'host';
  /** For example `OpenSSH_9.2p1`. */
  readonly version: string;
  readonly bytes: number;
  /** Where it goes in the container: a directory of ours. */
  readonly directory: string;
  /** Why nothing is installed there; absent where the person asked for the portable one. */
  readonly instead?: Error;
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
  /** What the hop says before it asks. A stranger's words, made plain already. */
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
  /**
   * False while nobody is there to answer: then nothing is begun that only an answer could end, such
   * as a login that makes the hop send a code. Without it, asking tells.
   */
  canAsk?(): boolean;
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
  allowInstall(question: InstallQuestion, signal: AbortSignal): Promise<InstallAnswer>;
  /** May the portable SSH server be brought into this container? */
  allowPortable(question: PortableQuestion, signal: AbortSignal): Promise<Answer>;
  /** May these accounts of the container be mended? Forget with undo takes it back. */
  allowRepair(question: RepairQuestion, signal: AbortSignal): Promise<Answer>;
}
