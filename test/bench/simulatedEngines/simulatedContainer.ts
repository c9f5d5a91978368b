import { createHash } from 'node:crypto';

const day = '2026-01-05T08:30:00.123456789Z';

/** A container as an engine tells of it, with about as many words as real ones have. */
export class SimulatedContainer {
  readonly id: string;
  readonly image = 'nvcr.io/nvidia/pytorch:24.05-py3';
  readonly labels: Readonly<Record<string, string>>;
  name: string;
  isUp: boolean;
  readonly #digest: string;
  readonly #index: number;

  constructor(engine: number, index: number) {
    this.id = createHash('sha256').update(`${engine}/${index}`).digest('hex');
    this.#digest = createHash('sha256').update(this.image).digest('hex');
    this.#index = index;
    this.name = `job-${String(index).padStart(3, '0')}`;
    this.isUp = index % 3 === 0;
    this.labels = labelsOf(index, this.#digest);
  }

  get state(): 'running' | 'exited' {
    return this.isUp ? 'running' : 'exited';
  }

  /** An element of `GET /containers/json`. */
  get row(): object {
    const hostPort = 32_000 + (this.#index % 1000);
    return {
      Id: this.id,
      Names: [`/${this.name}`],
      Image: this.image,
      ImageID: `sha256:${this.#digest}`,
      Command: '/opt/nvidia/nvidia_entrypoint.sh sleep infinity',
      Created: 1_767_600_000 + this.#index,
      Ports: this.isUp ? ['0.0.0.0', '::'].map((ip) => port(ip, hostPort)) : [],
      Labels: this.labels,
      State: this.state,
      Status: this.isUp ? 'Up 3 hours' : 'Exited (0) 2 days ago',
      HostConfig: { NetworkMode: 'research_default' },
      NetworkSettings: { Networks: { research_default: network(this.id) } },
      Mounts: ['datasets', 'home', 'checkpoints'].map((name) => mount(name)),
    };
  }

  /** `GET /containers/{id}/json`, as far as anybody reads it. */
  get details(): object {
    return {
      Id: this.id,
      Name: `/${this.name}`,
      State: { Status: this.state, StartedAt: day },
      Config: { Image: this.image, Env: ['PATH=/usr/bin:/bin'], User: '', WorkingDir: '/' },
      Mounts: [],
      HostConfig: { NetworkMode: 'research_default', IpcMode: 'private' },
      NetworkSettings: { Ports: {}, Networks: {} },
    };
  }
}

function labelsOf(index: number, digest: string): Record<string, string> {
  const made = { 'com.nvidia.build.id': '91431255', 'com.nvidia.volumes.needed': 'nvidia_driver' };
  if (index % 10 >= 2) return made;
  return {
    ...made,
    'com.docker.compose.config-hash': digest,
    'com.docker.compose.container-number': '1',
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.project': `team-${index % 10}`,
    'com.docker.compose.project.config_files': '/home/research/compose.yaml',
    'com.docker.compose.project.working_dir': '/home/research',
    'com.docker.compose.service': `trainer-${index}`,
    'com.docker.compose.version': '2.29.1',
  };
}

function port(ip: string, hostPort: number): object {
  return { IP: ip, PrivatePort: 22, PublicPort: hostPort, Type: 'tcp' };
}

function network(id: string): object {
  return {
    IPAMConfig: null,
    Links: null,
    Aliases: null,
    MacAddress: '02:42:ac:12:00:02',
    NetworkID: id,
    EndpointID: id,
    Gateway: '172.18.0.1',
    IPAddress: '172.18.0.2',
    IPPrefixLen: 16,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    DNSNames: null,
  };
}

function mount(name: string): object {
  return {
    Type: 'bind',
    Source: `/srv/research/${name}`,
    Destination: `/workspace/${name}`,
    Mode: 'rw',
    RW: true,
    Propagation: 'rprivate',
  };
}
