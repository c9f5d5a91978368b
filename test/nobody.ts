import type { Prompter } from '../src/core/ports/prompter.ts';

/** Nobody is there to answer; a test overrides what it wants answered. */
export const nobody: Prompter = {
  askSecret: () => Promise.resolve('cannotAsk'),
  confirm: () => Promise.resolve('cannotAsk'),
  tell: () => undefined,
  trustHostKey: () => Promise.resolve('cannotAsk'),
  allowInstall: () => Promise.resolve('cannotAsk'),
  allowPortable: () => Promise.resolve('cannotAsk'),
  allowRepair: () => Promise.resolve('cannotAsk'),
};
