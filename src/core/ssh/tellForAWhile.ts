import type { Prompter } from '../ports/prompter.ts';

/** Long enough to be read. */
const readingMs = 20_000;

/** What a person is told about logins that cannot be shared. */
export const toldTexts = {
  /** Of a hop that asks. */
  unshared:
    'it asks once for Dockhop and once more for each window and terminal, as connections cannot be shared on this machine',
  /** Of a host behind one that asked. */
  asksAnew:
    'each window and terminal that goes through it asks anew, as ssh cannot be told where the shared connection is',
  provenOpen:
    'its entry is proven over the connection that is open, as ssh would have to ask; each window and terminal that goes through it will',
} as const;

/** Tells something that is no state and does not end by itself. */
export function tellForAWhile(
  prompter: Prompter,
  hop: string,
  text: (typeof toldTexts)[keyof typeof toldTexts],
  signal: AbortSignal,
): void {
  prompter.tell(hop, text, AbortSignal.any([signal, AbortSignal.timeout(readingMs)]));
}
