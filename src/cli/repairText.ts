import type { Repair } from '../core/ports/prompter.ts';

/** A change to an account, in the words of the terminal. */
export function repairText(repair: Repair): string {
  const { user } = repair;
  switch (repair.kind) {
    case 'account':
      return `an account ${user} for its uid ${repair.uid}`;
    case 'unlock':
      return `the account ${user} unlocked (its password stays unusable)`;
    case 'shell':
      return `a login shell for ${user} instead of ${repair.shell}`;
    case 'home':
      return `the home ${repair.home} made for ${user}`;
    case 'server':
      return `an account ${user} for the SSH server itself`;
  }
}
