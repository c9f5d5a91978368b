import { laterHosts } from '../lab/laterEngines.ts';
import { hosts, type InnerMachine } from '../lab/lab.ts';

/** An engine of the lab, under the host that leads to it. */
export interface MatrixEngine {
  readonly host: string;
  readonly machine: InnerMachine;
  /** What /lab/cli on the machine calls it. */
  readonly name: 'docker' | 'bob' | 'podman' | 'peggy';
  readonly rootless: boolean;
}

export const matrixEngines: readonly MatrixEngine[] = [
  { host: hosts.gpu1, machine: 'gpu1', name: 'docker', rootless: false },
  { host: hosts.gpu1Bob, machine: 'gpu1', name: 'bob', rootless: true },
  { host: hosts.gpu2, machine: 'gpu2', name: 'podman', rootless: false },
  { host: hosts.gpu2Peggy, machine: 'gpu2', name: 'peggy', rootless: true },
  { host: laterHosts.gpu3, machine: 'gpu3', name: 'docker', rootless: false },
  { host: laterHosts.gpu3Bob, machine: 'gpu3', name: 'bob', rootless: true },
  { host: laterHosts.gpu4, machine: 'gpu4', name: 'podman', rootless: false },
  { host: laterHosts.gpu4Peggy, machine: 'gpu4', name: 'peggy', rootless: true },
];
