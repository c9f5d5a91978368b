/**
 * Where core says what it does, in English, for the person who looks for a fault later.
 * Never given a secret, nor a value of a container's environment.
 */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}
