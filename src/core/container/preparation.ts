/** What prepare did, or found done already. */
export interface Preparation {
  /** Full id of the container. */
  readonly container: string;
  /** Login name, checked against `[a-z_][a-z0-9_-]{0,31}`; or a uid, where an account is called by its own. */
  readonly user: string;
  readonly uid: number;
  /** Who runs sshd: root for the user, or the user. */
  readonly mode: 'root' | 'user';
  /** The uid that must run `enter`. */
  readonly enterUid: number;
  /** Path of sshd in the container. From the container: shown, never part of a command. */
  readonly sshd: string;
  /** For example `OpenSSH_9.2p1`. */
  readonly version: string;
  /** Our directory in the container: from our own list of places, the id and the uid. */
  readonly directory: string;
  /** Home of the user in the container. From the container: shown, never part of a command. */
  readonly home: string;
  /** False where all was as it should be, and nothing was done. */
  readonly changed: boolean;
  /** True when packages were installed, or the portable server was brought, now. */
  readonly installed: boolean;
  /** Is it Dockhop's portable server, instead of one that is installed? */
  readonly portable: boolean;
  /** `ssh-ed25519 AAAA…`, read over the engine. */
  readonly hostKey: string;
  /** sshd that listens, where one was asked for; `isNew` where it was started now. */
  readonly daemon?: { readonly port: number; readonly isNew: boolean };
  /** What was mended of the container's accounts; none without consent. */
  readonly repairs: readonly string[];
  /** What VS Code Server needs and the container lacks. */
  readonly missing: readonly string[];
  /** Names of environment variables that SSH cannot carry. */
  readonly leftOutEnv: readonly string[];
}
