import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mebibyte = 1024 ** 2;

interface Listed {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly Image: string;
  State: string;
  Status: string;
  readonly Labels: Readonly<Record<string, string>>;
}

/**
 * A podman of many containers on a socket of this machine, a third of which run: what no lab could
 * start for a test. With a GPU, whose nvidia-smi names a process of the first container.
 */
export class CrowdedEngine {
  readonly #folder = mkdtempSync(join(tmpdir(), 'dockhop-crowded-'));
  readonly #listeners = new Set<ServerResponse>();
  readonly #server = createServer((request, response) => {
    this.#answer(request, response);
  });
  readonly #containers: readonly Listed[];
  #begun = Date.now();
  #worker: ReturnType<typeof spawn> | undefined;

  constructor(count: number) {
    this.#containers = Array.from({ length: count }, (_, index) => listed(index));
  }

  /** What the editor's environment must say. */
  get env(): Readonly<Record<string, string>> {
    return {
      DOCKER_HOST: `unix://${join(this.#folder, 'engine.sock')}`,
      // For the GPU's program, in its `bin`: the editor takes the PATH of a login shell.
      HOME: this.#folder,
    };
  }

  async start(): Promise<void> {
    this.#begun = Date.now();
    this.#server.listen(join(this.#folder, 'engine.sock'));
    await once(this.#server, 'listening');
    this.#worker = spawn('/bin/sh', ['-c', 'read -r line', 'sh', idOf(0)], { stdio: 'pipe' });
    await once(this.#worker, 'spawn');
    this.#installGpu(this.#worker.pid ?? 0);
  }

  /** Ends a container, as if somebody else had. */
  end(index: number): void {
    const container = this.#containers[index];
    if (!container) throw new Error(`no container ${index}`);
    container.State = 'exited';
    container.Status = 'Exited (137) 1 second ago';
    const event = { Type: 'container', Action: 'die', Actor: { ID: container.Id } };
    for (const listener of this.#listeners) listener.write(`${JSON.stringify(event)}\n`);
  }

  async stop(): Promise<void> {
    this.#worker?.stdin?.end();
    this.#server.closeAllConnections();
    this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const path = url.replace(/^\/v[\d.]+(?=\/)/, '').replace(/\?.*/, '');
    const stats = /^\/containers\/([0-9a-f]{64})\/stats$/.exec(path)?.[1];
    if (path === '/events') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      this.#listeners.add(response);
      response.on('close', () => this.#listeners.delete(response));
    } else if (path === '/_ping') response.end('OK');
    else if (path === '/version') json(response, version);
    else if (path === '/info') json(response, { DockerRootDir: this.#folder });
    else if (path === '/containers/json') json(response, this.#containers);
    else if (stats !== undefined) json(response, this.#statsOf(stats));
    else json(response, { message: 'not here' }, 404);
  }

  /** A quarter of a processor, and memory by its number. */
  #statsOf(id: string): unknown {
    const now = Date.now();
    return {
      read: new Date(now).toISOString(),
      cpu_stats: { cpu_usage: { total_usage: (now - this.#begun) * 0.25e6 } },
      memory_stats: {
        usage: (Number.parseInt(id, 16) + 1) * 64 * mebibyte,
        limit: 65536 * mebibyte,
      },
    };
  }

  #installGpu(pid: number): void {
    const uuid = 'GPU-fa3da260-9c42-828f-981a-f6d7b48d77b3';
    const script = `#!/bin/sh
case $1 in
  --query-gpu=*) echo '0, ${uuid}, NVIDIA A100-SXM4-80GB, 87, 11469, 81920' ;;
  --query-compute-apps=*) echo '${pid}, 11469, ${uuid}' ;;
  pmon) echo '# gpu         pid   type     sm    mem    enc    dec    jpg    ofa    command '
    echo '    0 ${String(pid).padStart(10)}     C     87     40      -      -      -      -    python ' ;;
esac
`;
    mkdirSync(join(this.#folder, 'bin'));
    const program = join(this.#folder, 'bin', 'nvidia-smi');
    writeFileSync(program, script);
    chmodSync(program, 0o755);
  }
}

function listed(index: number): Listed {
  const isUp = index % 3 === 0;
  return {
    Id: idOf(index),
    Names: [`/${nameOf(index)}`],
    Image: index % 2 === 0 ? 'nvcr.io/nvidia/pytorch:24.05-py3' : 'ubuntu:22.04',
    State: isUp ? 'running' : 'exited',
    Status: isUp ? 'Up 3 hours' : 'Exited (0) 2 days ago',
    Labels: index % 10 < 2 ? { 'com.docker.compose.project': `team-${index % 10}` } : {},
  };
}

export function nameOf(index: number): string {
  return `job-${String(index).padStart(3, '0')}`;
}

function idOf(index: number): string {
  return index.toString(16).padStart(64, '0');
}

const version = {
  Version: '5.4.2',
  ApiVersion: '1.41',
  Components: [{ Name: 'Podman Engine', Version: '5.4.2' }],
};

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
