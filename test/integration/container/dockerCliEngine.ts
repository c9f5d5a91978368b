import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import * as v from 'valibot';
import type { ContainerDetails } from '../../../src/core/engine/container.ts';
import type { ExecEngine, ExecRequest, ExecResult } from '../../../src/core/engine/engine.ts';

const run = promisify(execFile);

/** The local engine's own command. */
export async function docker(...words: readonly string[]): Promise<string> {
  // The classic builder is in every client.
  const env = { ...process.env, DOCKER_BUILDKIT: '0' };
  const { stdout } = await run('docker', [...words], { env, maxBuffer: 16 * 1024 * 1024 });
  return stdout.trim();
}

const ports = v.record(
  v.string(),
  v.nullable(v.array(v.object({ HostIp: v.string(), HostPort: v.string() }))),
);

const inspected = v.object({
  Id: v.string(),
  Name: v.string(),
  Config: v.object({
    Image: v.string(),
    Env: v.nullable(v.array(v.string())),
    User: v.string(),
    WorkingDir: v.string(),
  }),
  State: v.object({ Running: v.boolean(), StartedAt: v.string() }),
  Mounts: v.array(v.object({ Destination: v.string() })),
  HostConfig: v.object({ NetworkMode: v.string(), IpcMode: v.string() }),
  NetworkSettings: v.object({ Ports: ports }),
});

/** As much of Engine as preparing needs, by the local docker command; counts what it runs. */
export class DockerCliEngine implements ExecEngine {
  readonly host = 'local';
  readonly info = {
    id: 'docker',
    kind: 'docker',
    rootless: false,
    version: '0',
    apiVersion: '1.40',
    socket: '/var/run/docker.sock',
  } as const;
  readonly ran: string[] = [];

  async inspectContainer(id: string): Promise<ContainerDetails> {
    const json: unknown = JSON.parse(await docker('inspect', '--type', 'container', id));
    const [found] = v.parse(v.tuple([inspected]), json);
    return {
      id: found.Id,
      name: found.Name.slice(1),
      image: found.Config.Image,
      state: found.State.Running ? 'running' : 'exited',
      startedAt: found.State.StartedAt,
      ports: Object.entries(found.NetworkSettings.Ports).flatMap(([port, bindings]) =>
        (bindings ?? []).map(({ HostIp, HostPort }) => ({
          containerPort: Number.parseInt(port, 10),
          protocol: 'tcp' as const,
          hostIp: HostIp,
          hostPort: Number(HostPort),
        })),
      ),
      env: found.Config.Env ?? [],
      user: found.Config.User,
      workingDir: found.Config.WorkingDir,
      mountPoints: found.Mounts.map(({ Destination }) => Destination),
      networkMode: found.HostConfig.NetworkMode,
      addresses: [],
      ipcMode: found.HostConfig.IpcMode,
    };
  }

  async exec(
    { id }: ContainerDetails,
    request: ExecRequest,
    signal: AbortSignal,
  ): Promise<ExecResult> {
    this.ran.push(request.command[3] ?? '');
    const env = Object.entries(request.env ?? {}).flatMap(([name, value]) => [
      '-e',
      `${name}=${value}`,
    ]);
    const words = ['exec', '-i', '-u', String(request.uid), ...env, id, ...request.command];
    const child = spawn('docker', words, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs)]),
    });
    // A container that is killed takes nothing any more; how the program ended tells.
    child.stdin.on('error', () => undefined);
    if (request.holdsStdin) child.stdin.write(request.stdin ?? '');
    else child.stdin.end(request.stdin ?? '');
    const stdout: Buffer[] = [];
    const errors: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    const lines = createInterface({ input: child.stderr });
    lines.on('line', (line) => {
      errors.push(line);
      request.onLine?.(line);
    });
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        resolve(code ?? -1);
      });
    });
    return { exitCode, stdout: Buffer.concat(stdout).toString(), stderr: errors.join('\n') };
  }
}
