import type { Connection } from '../../../ssh/connection.ts';
import type { GpuReport } from './gpuReport.ts';
import { gpuScript } from './gpuScript.ts';
import { parseGpuAnswer } from './parseGpuAnswer.ts';

/** Three answers of the driver of 5 s each, and what has to be read of the kernel. */
const limits = { stdin: gpuScript, maxBytes: 256 * 1024, timeoutMs: 25_000 };

/**
 * Looks at the GPUs of a host, and who uses them; by one program that runs there.
 * @returns undefined where the host has none, or no `nvidia-smi` that tells.
 * @throws DockhopError when the host does not answer in time or the connection ends.
 */
export async function readGpus(
  connection: Pick<Connection, 'run'>,
  signal: AbortSignal,
): Promise<GpuReport | undefined> {
  const { stdout } = await connection.run(['sh', '-s'], limits, signal);
  return parseGpuAnswer(stdout);
}
