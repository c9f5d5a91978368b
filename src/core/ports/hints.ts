/** A server, by the fingerprint of its host key, and an account there. */
export interface Door {
  readonly hostFingerprint: string;
  readonly user: string;
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
  /** Where engines of a host answered the last time: absolute paths of sockets there. */
  sockets(host: string): Promise<readonly string[]>;
  noteSockets(host: string, sockets: readonly string[]): void;
}

/** For whoever keeps nothing. */
export const noHints: Hints = {
  acceptedKey: () => Promise.resolve(undefined),
  noteAcceptedKey: () => undefined,
  forgetAcceptedKey: () => undefined,
  sockets: () => Promise.resolve([]),
  noteSockets: () => undefined,
};
