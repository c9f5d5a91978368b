/** The steps of an attach, in the order in which they happen. */
export type Step =
  | 'connect'
  | 'find'
  | 'start'
  | 'probe'
  | 'install'
  | 'configure'
  | 'entry'
  | 'proof'
  /** The editor's server: onto this machine, and into the container. */
  | 'fetch'
  | 'bring'
  | 'open';

/** What the person sees while they wait. */
export interface Progress {
  /** A step begins, and with it the one before it ends. */
  step(step: Step): void;
  /** A line that a program in the container printed while it installs. Comes from a stranger. */
  output(line: string): void;
}
