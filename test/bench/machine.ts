import { execFile } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { labSshConfig } from '../lab/lab.ts';

const run = promisify(execFile);

/** What it was measured with and on, each a line. */
export async function machine(signal: AbortSignal): Promise<readonly string[]> {
  const firstLine = async (program: string, ...words: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await run(program, words, { signal });
    return (stdout || stderr).split('\n')[0]?.trim() ?? '';
  };
  const onHost = (host: string, ...words: readonly string[]): Promise<string> =>
    firstLine('ssh', '-F', labSshConfig, '-T', '--', host, ...words);
  const [ssh, client, engine, podman, sshd] = await Promise.all([
    firstLine('ssh', '-V'),
    firstLine('docker', '--version'),
    onHost('gpu1', 'docker', 'version', '-f', '{{.Server.Version}}'),
    onHost('gpu2', 'podman', '--version'),
    onHost('gpu1', 'ssh', '-V'),
  ]);
  const [core] = cpus();
  const gibibytes = (totalmem() / 1024 ** 3).toFixed(1);
  return [
    `Node ${process.version}; ssh: ${ssh}; ${client}`,
    `in the lab: Docker Engine ${engine}, ${podman}, ssh and sshd: ${sshd}`,
    `${cpus().length} cores of ${core?.model.trim() ?? 'an unknown make'}, ${gibibytes} GiB of memory, Linux ${release()}`,
  ];
}
