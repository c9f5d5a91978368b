/** A server, by the fingerprint of its host key, and an account there. */
export interface Door {
  readonly hostFingerprint: string;
  readonly user: string;
}

/** What was found on a host the last time. */
export interface HostHint {
  /** Where engines answered: absolute paths of sockets there. */
  readonly sockets: readonly string[];
  /** The login shell is one that reads quotes as POSIX says. */
  readonly posixShell: boolean;
}

/**
 * What was learned on the way to a host and outlives the window. It saves questions and decides nothing: it may
 * be old, or lost, or wrong. No secret is ever among it. Nothing here rejects, and what is noted is kept in the
 * background.
 */
export interface Hints {
  /** The fingerprint of the public key that was all that a server wanted at the last login. */
  acceptedKey(door: Door): Promise<string | undefined>;
  noteAcceptedKey(door: Door, keyFingerprint: string): void;
  /** The key was not enough any more. */
  forgetAcceptedKey(door: Door): void;
  /** By the name that the person gives to ssh; of one that nobody knows nothing was found. */
  host(name: string): Promise<HostHint>;
  noteHost(name: string, hint: HostHint): void;
}

export const unknownHost: HostHint = { sockets: [], posixShell: false };

/** For whoever keeps nothing. */
export const noHints: Hints = {
  acceptedKey: () => Promise.resolve(undefined),
  noteAcceptedKey: () => undefined,
  forgetAcceptedKey: () => undefined,
  host: () => Promise.resolve(unknownHost),
  noteHost: () => undefined,
};
