import { readFile } from 'node:fs/promises';

/** Whether a process runs. One that ended and that nobody has asked about yet does not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    return !/^State:\s+Z/m.test(await readFile(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // Gone, and with it its file.
    return false;
  }
}
