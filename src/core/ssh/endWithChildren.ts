import type { ChildProcess } from 'node:child_process';
import { systemCode } from './systemReason.ts';

/**
 * Sends a signal to a program that was started `detached`, in a group of its own, and to all that it
 * started there. Only while it lives: later the group's number may be another's. On Windows, which
 * has no groups, to the program alone.
 */
export function endWithChildren(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid, exitCode, signalCode } = child;
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  if (process.platform === 'win32') child.kill(signal);
  else endGroup(pid, signal);
}

function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It ended between the look and the signal, or became another account's: not ours to end.
    const code = systemCode(error);
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
